using System.Collections.Immutable;
using System.CommandLine;
using Faceptor.Cli.Predicting;
using Faceptor.Core.Tensors;
using Faceptor.Inference;
using Faceptor.Models;
using Faceptor.Models.Weights;

namespace Faceptor.Cli.Commands;

/// <summary>Options that say which network answers, where, and how thoroughly.</summary>
internal sealed class EngineOptions
{
    // Our choice: a photograph of 12 megapixels takes 50 MB with its map, and dense tasks run four faces at once.
    private const int BatchSize = 4;

    private readonly Option<FileInfo> _weights = CommonOptions.Weights();
    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<AnalysisMode> _mode = new("--mode")
    {
        Description = "exact: every task sees a face as its dataset shows faces. fast: all dense tasks share one aligned crop, "
            + "several times faster and a little less exact.",
        HelpName = "exact|fast",
        DefaultValueFactory = _ => AnalysisMode.Exact,
    };

    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "Threads of one run of the network on the processor; a core each divided by --jobs when left out.",
        HelpName = "N",
    };

    /// <summary>The options, for a command.</summary>
    public IEnumerable<Option> All => [_weights, _device, _mode, _threads];

    /// <summary>The weight file.</summary>
    /// <param name="parsed">The command line.</param>
    public string WeightsPath(ParseResult parsed) => parsed.GetRequiredValue(_weights).FullName;

    /// <summary>Opens weights and detector.</summary>
    /// <param name="context">Where the log goes, and how detectors are opened.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="faces">Where the faces are.</param>
    /// <param name="numJobs">Images that are analysed side by side.</param>
    /// <exception cref="FaceptorException">A file or the device cannot be used.</exception>
    public OpenedAnalyzer Open(CliContext context, ParseResult parsed, FaceChoice faces, int numJobs = 1)
    {
        // Looked at before the weights, which take longer to read.
        _ = ComputeDevice.Find(parsed.GetRequiredValue(_device));
        if (parsed.GetValue(_threads) is < 1 and var few)
        {
            throw new OptionsException("--threads", $"expected at least 1 thread, got {few}.");
        }

        var detector = faces.Detector is { } name ? context.OpenDetector(name) : null;
        try
        {
            var engine = TorchEngine.Load(
                WeightsPath(parsed),
                new WeightLoadOptions { Logger = context.Logger },
                new TorchEngineOptions
                {
                    Device = parsed.GetRequiredValue(_device),
                    Threads = parsed.GetValue(_threads)
                        ?? (numJobs == 1 ? 0 : Math.Max(1, Environment.ProcessorCount / numJobs)),
                });
            var options = new FaceAnalyzerOptions { Mode = parsed.GetValue(_mode), BatchSize = BatchSize };
            return new OpenedAnalyzer(
                new FaceAnalyzer(engine, detector, options, ownsEngine: true, context.Logger), detector)
            {
                OperatingPoints = engine.Model.Provenance?.OperatingPoints ?? [],
            };
        }
        catch
        {
            detector?.Dispose();
            throw;
        }
    }
}

/// <summary>An analyzer with the detector that it uses.</summary>
/// <param name="Analyzer">The analyzer.</param>
/// <param name="Detector">Its detector; null for none.</param>
internal sealed record OpenedAnalyzer(FaceAnalyzer Analyzer, IFaceDetector? Detector) : IDisposable
{
    /// <summary>Thresholds of similarity that were measured with the weights.</summary>
    public ImmutableArray<OperatingPoints> OperatingPoints { get; init; } = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        Analyzer.Dispose();
        Detector?.Dispose();
    }
}
