using System.Security.Cryptography;
using Faceptor.Evaluation;
using Faceptor.Models;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Recipes;

namespace Faceptor.Fuzz;

/// <summary>What a run leaves: options, scores, a checkpoint's description.</summary>
internal static class RunSeeds
{
    /// <summary>The JSON files of a run.</summary>
    public static IEnumerable<FuzzSeed> Json(string folder)
    {
        var run = RunRecord.Of(KnownRecipes.Small.Training) with
        {
            DataRoot = "data",
            Model = FaceptorPresets.Small,
            Samples = new Dictionary<string, int> { ["age/morph2"] = 60 },
        };
        var options = Path.Combine(folder, "options.json");
        RunRecordFile.Write(options, run);
        yield return new FuzzSeed(options, () => _ = RunRecordFile.Read(options));

        var owned = Directory.CreateDirectory(Path.Combine(folder, "owned")).FullName;
        RunFolder.Claim(owned);
        File.WriteAllText(Path.Combine(owned, TrainingFiles.Weights), "weights");
        var marker = Path.Combine(owned, TrainingFiles.Marker);
        yield return new FuzzSeed(marker, () => RunFolder.RequireFree(owned, overwrites: true));

        var metrics = Path.Combine(folder, "metrics.json");
        MetricsFile.Write(metrics, [new MetricRecord("MORPH II", "test", "MAE", 5.5, 7.25, HigherIsBetter: false, 60)]);
        yield return new FuzzSeed(metrics, () => _ = MetricsFile.Read(metrics));

        var checkpoint = Path.Combine(folder, "step-00000040");
        Directory.CreateDirectory(checkpoint);
        CheckpointStore.Write(
            checkpoint,
            new CheckpointManifest
            {
                Info = new CheckpointInfo(40, run.Training.NumSteps, CheckpointReason.Interval),
                Run = run,
            },
            part =>
            {
                File.WriteAllText(Path.Combine(part, TrainingFiles.Weights), "weights");
                File.WriteAllText(Path.Combine(part, TrainingFiles.State), "state");
            });
        var manifest = Path.Combine(checkpoint, TrainingFiles.Checkpoint);
        yield return new FuzzSeed(manifest, () =>
        {
            // With a checksum that fits, or nothing behind it would be reached.
            var sum = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(manifest)));
            File.WriteAllText(
                Path.Combine(checkpoint, TrainingFiles.Checksum), $"{sum}  {TrainingFiles.Checkpoint}\n");
            _ = CheckpointStore.ReadVerified(checkpoint);
        });
    }
}
