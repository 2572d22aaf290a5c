using System.Text.Json;
using Faceptor.Models;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Recipes;
using Faceptor.Training.Sessions;

namespace Faceptor.Training.Tests.Sessions;

[Collection(TorchGeneratorCollection.Name)]
public sealed class TrainingSessionTests : IDisposable
{
    // The same program on the same machine; threads may add up in another order.
    private const double Tolerance = 1e-5;

    private static readonly string Data =
        Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA");

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_run_can_be_repeated_from_its_record()
    {
        Train(new TrainingSessionOptions
        {
            DataRoot = Data,
            OutputFolder = _folder.File("first"),
            Model = FaceptorPresets.Small with { EncoderDim = 48, EncoderBlocks = 1, DecoderLayers = 2 },
            Training = TrainingRecipes.Small with { NumSteps = 2, LogInterval = 1, Seed = 11 },
            Tasks = [FaceTasks.ExpressionRafDb, FaceTasks.AgeMorph2],
        });
        var record = RunRecordFile.Read(_folder.File("first/options.json"));

        Train(TrainingSessionOptions.Repeat(record, _folder.File("second")));

        Assert.Equal(Data, record.DataRoot);
        var (first, second) = (Losses("first"), Losses("second"));
        Assert.Equal(2, first.Length);
        Assert.All(first.Zip(second), pair => NearAssert.Relative(pair.First, pair.Second, Tolerance));
        Assert.Equal(
            JsonSerializer.Serialize(record.Training.Tasks),
            JsonSerializer.Serialize(RunRecordFile.Read(_folder.File("second/options.json")).Training.Tasks));
    }

    [Fact]
    public void A_record_without_data_cannot_be_repeated()
    {
        var record = RunRecord.Of(TrainingRecipes.Small);

        Assert.Throws<OptionsException>(() => TrainingSessionOptions.Repeat(record, _folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private static void Train(TrainingSessionOptions options)
    {
        using var session = new TrainingSession(options);
        session.Train(cancellationToken: TestContext.Current.CancellationToken);
    }

    private double[] Losses(string run) =>
    [
        .. File.ReadLines(_folder.File($"{run}/{TrainingFiles.Log}")).Select(line =>
        {
            using var report = JsonDocument.Parse(line);
            return report.RootElement.GetProperty("totalLoss").GetDouble();
        }),
    ];
}
