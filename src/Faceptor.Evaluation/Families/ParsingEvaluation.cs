namespace Faceptor.Evaluation.Families;

/// <summary>Parsing: F1.</summary>
internal sealed class ParsingEvaluation : FamilyEvaluation
{
    public override TaskFamily Family => TaskFamily.Parsing;

    // More take long to decode and change little.
    public override int MaxBaselineLabels => 500;

    public override IFaceEvaluator? CreateEvaluator() => new ParsingEvaluator();

    public override string? NameOf(string metric) => metric == "f1" ? "F1" : null;
}
