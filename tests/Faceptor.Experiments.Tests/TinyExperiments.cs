using Faceptor.Models;

namespace Faceptor.Experiments.Tests;

/// <summary>
/// All experiments with tiny networks and two steps a run, in one folder, made once for all tests of a class: the first
/// with two seeds, the others with one.
/// </summary>
public sealed class TinyExperiments : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TinyExperiments()
    {
        Output = string.Concat(KnownExperiments.All.Select(
            experiment => Run(experiment, experiment == KnownExperiments.AuxiliaryAge ? [1, 2] : [1])));
    }

    internal static ExperimentPlan Plan { get; } = ExperimentPlan.Default with
    {
        NumImages = 20,
        Model = Tiny(FaceptorPresets.Small) with { EncoderBlocks = 2 },
        NaiveModel = Tiny(FaceptorPresets.SmallNaive),
        NumSteps = 2,
        WarmupSteps = 1,
        LayerAttentionSteps = 2,
        LayerAttentionWarmupSteps = 1,
        TransferSteps = 2,
        TransferWarmupSteps = 1,
        MaxTransferBatch = 4,
        CheckpointInterval = 1,
        LogInterval = 1,
    };

    /// <summary>What was printed the first time.</summary>
    public string Output { get; }

    public string Root => _folder.File("experiments");

    public string Data => Path.Combine(Root, "data");

    public string File(string name) => _folder.File(name);

    internal string Run(Experiment experiment, long[] seeds, ExperimentPlan? plan = null) =>
        Run(Root, experiment, seeds, null, plan);

    internal static string Run(
        string root, Experiment experiment, long[] seeds, string? data, ExperimentPlan? plan = null)
    {
        using var output = new StringWriter();
        ExperimentExecutor.Execute(
            CliContext.Plain(output, output, TestContext.Current.CancellationToken),
            experiment,
            plan ?? Plan,
            root,
            seeds,
            data);
        return output.ToString();
    }

    public void Dispose() => _folder.Dispose();

    private static FaceptorOptions Tiny(FaceptorOptions options) =>
        options with { EncoderDim = 32, DecoderDim = 32, DecoderLayers = 1, DecoderFeedForwardDim = 32 };
}
