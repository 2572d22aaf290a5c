using System.Collections.Immutable;

namespace Faceptor.Models.Weights;

/// <summary>Where weights come from and under which terms, as text for people; weight files carry it.</summary>
/// <param name="Origin">Who made the weights, and what was added since.</param>
/// <param name="Terms">Under which terms they may be used.</param>
public sealed record WeightProvenance(string Origin, string Terms)
{
    /// <summary>What the weights have learned from; training adds to it.</summary>
    public LearnedFrom LearnedFrom { get; init; } = LearnedFrom.Unknown;

    /// <summary>
    /// Thresholds of similarity that were measured with these weights, a set of pairs each; empty where none were. Training
    /// drops them.
    /// </summary>
    public ImmutableArray<OperatingPoints> OperatingPoints { get; init; } = [];

    /// <summary>Weights that were made here: random ones until they have learned.</summary>
    internal static WeightProvenance Fresh => Default with { LearnedFrom = LearnedFrom.Nothing };

    /// <summary>Weights whose model says nothing else.</summary>
    internal static WeightProvenance Default { get; } = new(
        "made with Faceptor for .NET",
        "those of whoever trained the weights, and of the datasets they were trained on");

    /// <summary>What is known about weights once they have learned more.</summary>
    /// <param name="before">What was known before; null for random weights.</param>
    /// <param name="datasets">What they learn from now.</param>
    public static WeightProvenance AfterLearning(WeightProvenance? before, IEnumerable<LearnedDataset> datasets)
    {
        before ??= Fresh;
        return before with { LearnedFrom = before.LearnedFrom.With(datasets), OperatingPoints = [] };
    }

    /// <summary>What is known about a file of a source that says nothing itself.</summary>
    internal static WeightProvenance Of(WeightSource source, string path) => source switch
    {
        WeightSource.Farl => new(
            $"encoder of {Path.GetFileName(path)}, a file in the layout of FaRL (github.com/FacePerceiver/FaRL)",
            "those of FaRL's authors, see github.com/FacePerceiver/FaRL, and of the datasets used since"),
        WeightSource.Released or WeightSource.ReleasedStage2 or WeightSource.ReleasedNaive => new(
            $"{Path.GetFileName(path)}, a checkpoint in the layout of the paper's authors (github.com/lxq1000/Faceptor)",
            "those of the paper's authors, see github.com/lxq1000/Faceptor, and of the datasets they trained on"),
        _ => Default,
    };
}
