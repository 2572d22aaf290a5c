using Faceptor.Evaluation.Sessions;
using Faceptor.Models;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using Faceptor.Training.Sessions;

namespace Faceptor.Training.Tests.Sessions;

[Collection(TorchGeneratorCollection.Name)]
public sealed class SessionDisposalTests : IDisposable
{
    private static readonly string Data =
        Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_training_session_that_is_disposed_does_not_train_and_may_be_disposed_again()
    {
        var session = new TrainingSession(Options());

        session.Dispose();
        session.Dispose();

        Assert.Throws<ObjectDisposedException>(
            () => session.Train(cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_training_session_at_work_refuses_to_be_disposed()
    {
        using var session = new TrainingSession(Options());
        var numRefused = 0;

        session.Train(
            new Refusing(() =>
            {
                Assert.Throws<InvalidOperationException>(session.Dispose);
                numRefused++;
            }),
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(2, numRefused);
    }

    [Fact]
    public void Sessions_that_score_or_look_and_are_disposed_say_so_and_may_be_disposed_again()
    {
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        var session = new EvaluationSession(Data, [FaceTasks.AgeMorph2]);
        var images = new PreviewSamples(Data, [FaceTasks.AgeMorph2]);

        session.Dispose();
        session.Dispose();
        images.Dispose();
        images.Dispose();

        Assert.Throws<ObjectDisposedException>(
            () => session.Evaluate(model, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Throws<ObjectDisposedException>(() => images.Look(model));
    }

    private TrainingSessionOptions Options() => new()
    {
        DataRoot = Data,
        OutputFolder = _folder.File("run"),
        Model = FaceptorPresets.Small with { EncoderDim = 48, EncoderBlocks = 1, DecoderLayers = 2 },
        Training = TrainingRecipes.Small with { NumSteps = 2, LogInterval = 1 },
        Tasks = [FaceTasks.AgeMorph2],
    };

    private sealed class Refusing(Action look) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => look();
    }
}
