using Faceptor.Evaluation.Families;

namespace Faceptor.Evaluation;

/// <summary>
/// The evaluator of each family. Identity is scored on pairs: see <see cref="VerificationEvaluator"/>.
/// </summary>
internal static class FaceEvaluators
{
    /// <summary>Finds the evaluator of a family.</summary>
    /// <param name="family">Any family but identity.</param>
    /// <exception cref="ArgumentOutOfRangeException">The family is identity or unknown.</exception>
    public static IFaceEvaluator For(TaskFamily family) =>
        FamilyEvaluation.Of(family).CreateEvaluator()
        ?? throw new ArgumentOutOfRangeException(
            nameof(family), family, "no evaluator on single images; identity is scored on pairs.");
}
