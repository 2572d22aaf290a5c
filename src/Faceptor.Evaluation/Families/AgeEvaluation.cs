namespace Faceptor.Evaluation.Families;

/// <summary>Age: errors in years, and shares of ages that come near.</summary>
internal sealed class AgeEvaluation : FamilyEvaluation
{
    private const string MeanError = "mae_years";

    public override TaskFamily Family => TaskFamily.Age;

    public override IFaceEvaluator? CreateEvaluator() => new AgeEvaluator();

    public override string? NameOf(string metric) => metric switch
    {
        MeanError => "MAE (years)",
        "cs_5" => "CS@5",
        "epsilon_error_3" => "ε-error (σ 3)",
        _ => null,
    };

    public override bool IsPlain(string metric) => metric == MeanError;
}
