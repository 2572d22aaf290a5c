using System.Collections.Immutable;

namespace Faceptor.Experiments;

/// <summary>A question of the paper, asked of small networks and drawn faces.</summary>
internal sealed record Experiment
{
    /// <summary>The name that the command line takes.</summary>
    public required string Name { get; init; }

    /// <summary>What it asks.</summary>
    public required string Question { get; init; }

    /// <summary>Number of the paper's table that asks the same.</summary>
    public required int PaperTable { get; init; }

    /// <summary>The tasks whose headline scores answer it.</summary>
    public required ImmutableArray<FaceTask> Scores { get; init; }

    /// <summary>The ways that are compared.</summary>
    public required ImmutableArray<ExperimentVariant> Variants { get; init; }

    /// <summary>What is set against what.</summary>
    public required ImmutableArray<ExperimentComparison> Comparisons { get; init; }

    /// <summary>What the paper says of parameters; ours and the time are compared too then. Else null.</summary>
    public string? PaperCost { get; init; }

    /// <summary>Every run, each after those that it starts from.</summary>
    public ImmutableArray<ExperimentRun> Runs =>
        [.. Variants.SelectMany(variant => variant.Runs).SelectMany(run => run.Chain).DistinctBy(run => run.Name)];

    /// <summary>Every task that needs a dataset.</summary>
    public ImmutableArray<FaceTask> Tasks =>
    [
        .. Runs.SelectMany(run => run.Recipe.Training.Tasks.Select(entry => entry.Task).Concat(run.Scored)).Distinct(),
    ];

    /// <summary>A variant by its name.</summary>
    public ExperimentVariant this[string name] => Variants.Single(variant => variant.Name == name);
}
