using Faceptor.Evaluation.Paper;

namespace Faceptor.Evaluation.Reporting;

/// <summary>The one number of the paper that stands for a score where there is room for one only.</summary>
internal static class PaperReference
{
    /// <summary>Faceptor-Base's number, else Faceptor-Full's, else that of full fine-tuning (Table 9).</summary>
    /// <param name="record">A score of ours.</param>
    /// <returns>Null where the paper reports nothing.</returns>
    public static PaperFigure? Of(MetricRecord record)
    {
        var figures = PaperTables.Find(record);
        return figures?.Base ?? figures?.Full ?? figures?.Settings.LastOrDefault();
    }
}
