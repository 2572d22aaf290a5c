using Faceptor.Core.Tensors;
using Faceptor.Training.Losses;
using Faceptor.Training.Optimization;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using TorchSharp.Modules;
using static Faceptor.Training.Tests.FakeRuns;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests;

public sealed class DisposalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("faceptor-disposal-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_trainer_that_is_disposed_does_not_train_and_may_be_disposed_again()
    {
        using var model = new FakeFaceModel(AllFamilies);
        var trainer = new Trainer(model, Options(2), _folder);

        trainer.Dispose();
        trainer.Dispose();

        Assert.Throws<ObjectDisposedException>(
            () => trainer.Run(Sources(), cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_trainer_at_work_refuses_to_be_disposed_and_trains_on()
    {
        using var model = new FakeFaceModel(AllFamilies);
        using var trainer = new Trainer(model, Options(4) with { LogInterval = 1 }, _folder);
        var reports = new DisposingProgress(trainer);

        var result = trainer.Run(Sources(), reports, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(4, result.StepsDone);
        Assert.Equal(4, reports.NumRefused);
    }

    [Fact]
    public void Training_does_not_depend_on_gradients_that_the_host_switched_off()
    {
        using var model = new FakeFaceModel(AllFamilies);
        using var trainer = new Trainer(model, Options(2), _folder);
        using var off = no_grad();

        Assert.Equal(
            2, trainer.Run(Sources(), cancellationToken: TestContext.Current.CancellationToken).StepsDone);
        Assert.False(is_grad_enabled());
    }

    [Fact]
    public void Losses_that_are_disposed_say_so_and_may_be_disposed_again()
    {
        using var scope = NewDisposeScope();
        var cosFace = new CosFaceLoss(3, 4);
        var criterion = new FaceCriterion(Options(1));

        cosFace.Dispose();
        cosFace.Dispose();
        criterion.Dispose();
        criterion.Dispose();

        Assert.Throws<ObjectDisposedException>(() => cosFace.forward(
            zeros(2, 4, dtype: ScalarType.Float32), zeros(2, dtype: ScalarType.Int64)));
        Assert.Throws<ObjectDisposedException>(() => cosFace.NumIdentities);
        Assert.Throws<ObjectDisposedException>(() => criterion.Compute(null!, null!));
    }

    [Fact]
    public void An_optimiser_and_a_scaler_that_are_disposed_say_so_and_may_be_disposed_again()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(zeros(2, dtype: ScalarType.Float32));
        var optimizer = new FusedAdamW([new ParameterGroup([new NamedParameter("p", parameter)], 0)]);
        var scaler = new GradientScaler(ComputePrecision.Float16, NonFinitePolicy.Skip, CPU);

        optimizer.Dispose();
        optimizer.Dispose();
        scaler.Dispose();
        scaler.Dispose();

        Assert.Throws<ObjectDisposedException>(() => optimizer.Step());
        Assert.Throws<ObjectDisposedException>(optimizer.ZeroGrad);
        Assert.Throws<ObjectDisposedException>(optimizer.GetState);
        Assert.Throws<ObjectDisposedException>(
            () => optimizer.LoadState(new Dictionary<string, Tensor>(), "test"));
        Assert.Throws<ObjectDisposedException>(() => scaler.Scale(zeros([])));
        Assert.Throws<ObjectDisposedException>(() => scaler.Update([zeros([])], zeros([])));
        Assert.Throws<ObjectDisposedException>(() => scaler.ReadScale());
        Assert.Throws<ObjectDisposedException>(scaler.GetState);
    }

    [Fact]
    public void An_observer_that_is_disposed_writes_no_further_file()
    {
        var observer = new TensorBoardObserver(_folder, 1);

        observer.Dispose();
        observer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => observer.OnProgress(
            new TrainingProgress(1, 2, 0, 0, new Dictionary<string, double>(), 0, 0, TimeSpan.Zero, TimeSpan.Zero)));
        Assert.False(Directory.Exists(Path.Combine(_folder, TensorBoardObserver.FolderName)));
    }

    private sealed class DisposingProgress(Trainer trainer) : IProgress<TrainingProgress>
    {
        public int NumRefused { get; private set; }

        public void Report(TrainingProgress value)
        {
            var error = Assert.Throws<InvalidOperationException>(trainer.Dispose);
            Assert.StartsWith("Trainer is at work", error.Message, StringComparison.Ordinal);
            NumRefused++;
        }
    }
}
