using Faceptor.Evaluation.Sessions;

namespace Faceptor.Training.Tests.Sessions;

[Collection(TorchGeneratorCollection.Name)]
public sealed class ValidationSessionTests : IDisposable
{
    private readonly FixtureDatasets _data = new("CelebA", "LaPa", "MORPH2", "MS1MV3", "verification");

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Held_out_samples_are_scored_and_the_others_are_left_to_train_on()
    {
        FaceTask[] tasks =
        [
            FaceTasks.AttributesCelebA, FaceTasks.ParsingLaPa, FaceTasks.AgeMorph2, FaceTasks.IdentityMs1mV3,
        ];
        using var model = new FakeFaceModel(tasks);
        using var session = EvaluationSession.ForValidation(_data.Root, tasks, share: 0.25, seed: 3);

        var records = session.Evaluate(model, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(tasks[..3], session.Tasks);
        Assert.Equal(
            [("attributes/celeba", "val", 3L), ("parsing/lapa", "val", 3), ("age/morph2", "validation", 4)],
            records.Select(record => (record.Dataset, record.Split, record.Samples)).Distinct());
        Assert.Equal(
            [8, 8, 10], tasks[..3].Select(task => session.TrainingParts[task].Count));
        Assert.Equal("train", session.TrainingParts[FaceTasks.AttributesCelebA].Split);
    }

    [Fact]
    public void Nothing_to_hold_out_is_an_error()
    {
        Assert.Throws<DatasetException>(
            () => EvaluationSession.ForValidation(_data.Root, [FaceTasks.IdentityMs1mV3, FaceTasks.LandmarksWflw]));
    }
}
