namespace Faceptor.Evaluation.Families;

/// <summary>How expressions are scored: by <see cref="ExpressionEvaluator"/>, as accuracy.</summary>
/// <remarks>
/// Accuracy is shown by its own name and in percent.
/// </remarks>
internal sealed class ExpressionEvaluation : FamilyEvaluation
{
    public override TaskFamily Family => TaskFamily.Expression;

    public override IFaceEvaluator? CreateEvaluator() => new ExpressionEvaluator();
}
