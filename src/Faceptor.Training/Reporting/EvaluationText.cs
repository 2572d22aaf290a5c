namespace Faceptor.Training.Reporting;

/// <summary>What readers of an <see cref="EvaluationReport"/> have to know.</summary>
internal static class EvaluationText
{
    public const string Explanation =
        "Scores are in percent, ages in years; arrows point to where better scores are. NME is by the outer eye corners "
        + "unless the dataset's name says otherwise. Faceptor-Base, Faceptor-Full, Naive and the best specialised "
        + "method are the paper's numbers, on the datasets' full test splits. The baseline is an answer from the training "
        + "labels alone that ignores the picture.";
}
