namespace Faceptor.Evaluation.Families;

/// <summary>Landmarks: NME, failure rate and AUC.</summary>
internal sealed class LandmarksEvaluation : FamilyEvaluation
{
    public override TaskFamily Family => TaskFamily.Landmarks;

    public override IFaceEvaluator? CreateEvaluator() => new LandmarkEvaluator();

    public override string? NameOf(string metric) => metric switch
    {
        "nme" => "NME",
        "failure_rate_7" => "FR@7 %",
        "failure_rate_10" => "FR@10 %",
        "auc_7" => "AUC@7 %",
        "auc_10" => "AUC@10 %",
        _ => null,
    };
}
