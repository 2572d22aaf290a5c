namespace Faceptor.Evaluation.Families;

/// <summary>Attributes: accuracy.</summary>
internal sealed class AttributesEvaluation : FamilyEvaluation
{
    public override TaskFamily Family => TaskFamily.Attributes;

    public override IFaceEvaluator? CreateEvaluator() => new AttributesEvaluator();
}
