namespace Faceptor.Evaluation.Families;

/// <summary>Expression: accuracy.</summary>
internal sealed class ExpressionEvaluation : FamilyEvaluation
{
    public override TaskFamily Family => TaskFamily.Expression;

    public override IFaceEvaluator? CreateEvaluator() => new ExpressionEvaluator();
}
