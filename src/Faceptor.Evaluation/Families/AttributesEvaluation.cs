namespace Faceptor.Evaluation.Families;

/// <summary>How attributes are scored: by <see cref="AttributesEvaluator"/>, as the mean accuracy over them.</summary>
/// <remarks>
/// Accuracy and the scores of single attributes are shown by their own names and in percent.
/// </remarks>
internal sealed class AttributesEvaluation : FamilyEvaluation
{
    public override TaskFamily Family => TaskFamily.Attributes;

    public override IFaceEvaluator? CreateEvaluator() => new AttributesEvaluator();
}
