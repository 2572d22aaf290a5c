using System.Globalization;

namespace Faceptor.Experiments;

/// <summary>The folder that experiments share: what is where.</summary>
/// <param name="root">The folder.</param>
internal sealed class ExperimentFolder(string root)
{
    /// <summary>The drawn datasets, unless others are named.</summary>
    public string Data => Path.Combine(root, "data");

    /// <summary>Weights, log, options and scores of a run.</summary>
    public string RunOf(ExperimentRun run, long seed) => Path.Combine(
        root, "runs", string.Create(CultureInfo.InvariantCulture, $"seed-{seed}"), run.Name);

    /// <summary>All numbers of an experiment.</summary>
    public string JsonOf(Experiment experiment) => Path.Combine(root, experiment.Name, "results.json");

    /// <summary>The tables and sentences of an experiment.</summary>
    public string MarkdownOf(Experiment experiment) => Path.Combine(root, experiment.Name, "results.md");
}
