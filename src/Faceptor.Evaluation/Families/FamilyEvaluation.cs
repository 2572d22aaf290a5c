using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Faceptor.Evaluation.Families;

/// <summary>How a task family is scored, and what its scores are called. One instance a family.</summary>
internal abstract class FamilyEvaluation
{
    private static readonly FrozenDictionary<TaskFamily, FamilyEvaluation> ByFamily = new FamilyEvaluation[]
    {
        new LandmarksEvaluation(),
        new ParsingEvaluation(),
        new AgeEvaluation(),
        new ExpressionEvaluation(),
        new AttributesEvaluation(),
        new IdentityEvaluation(),
    }.ToFrozenDictionary(evaluation => evaluation.Family);

    /// <summary>All families.</summary>
    public static ImmutableArray<FamilyEvaluation> All => ByFamily.Values;

    /// <summary>The family.</summary>
    public abstract TaskFamily Family { get; }

    /// <summary>The heading over its scores; the family unless overridden.</summary>
    public virtual string Title => Family.ToString();

    /// <summary>
    /// What stands for the dataset beside a score; null, as unless overridden, for the dataset's own name.
    /// </summary>
    public virtual string? SetName => null;

    /// <summary>What stands behind a number of scored samples; nothing unless overridden.</summary>
    public virtual string SampleUnit => "";

    /// <summary>
    /// The split whose score stands for a task where it is there; null, as unless overridden, for the first.
    /// </summary>
    public virtual string? PrimarySplit => null;

    /// <summary>
    /// Training labels, spread evenly, that a baseline is made from at most; all of them unless overridden.
    /// </summary>
    public virtual int MaxBaselineLabels => int.MaxValue;

    /// <summary>Finds how a family is scored.</summary>
    /// <param name="family">The family.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such family.</exception>
    public static FamilyEvaluation Of(TaskFamily family) => ByFamily[FamilyDefinition.Of(family).Family];

    /// <summary>What scores a split; null, as unless overridden, where the family is scored on pairs.</summary>
    public virtual IFaceEvaluator? CreateEvaluator() => null;

    /// <summary>The paper's name of a metric; null for metrics of other families, and for those without one.</summary>
    /// <param name="metric">What stands in a record's metric before the first slash.</param>
    public virtual string? NameOf(string metric) => null;

    /// <summary>Whether a metric is no share and stands as it is instead of in percent; false unless overridden.</summary>
    /// <param name="metric">A record's metric.</param>
    public virtual bool IsPlain(string metric) => false;
}
