namespace Faceptor.Evaluation.Families;

/// <summary>Identity: verification of pairs, by sets of their own.</summary>
internal sealed class IdentityEvaluation : FamilyEvaluation
{
    private const string TarPrefix = "tar_far_";

    public override TaskFamily Family => TaskFamily.Identity;

    public override string Title => "Verification";

    public override string? SetName => "verification";

    public override string SampleUnit => " pairs";

    public override string? PrimarySplit => VerificationEvaluator.MeanSplit;

    public override string? NameOf(string metric) => metric.StartsWith(TarPrefix, StringComparison.Ordinal)
        ? $"TAR at FAR {metric[TarPrefix.Length..]}"
        : null;
}
