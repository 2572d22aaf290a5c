using System.Globalization;
using Faceptor.Evaluation.Reporting;
using Faceptor.Training.Sessions;

namespace Faceptor.Training.Reporting;

/// <summary>What the second stage brought each task, and whether the task keeps it.</summary>
internal static class ChoiceTable
{
    /// <summary>A table of choices; none when there are no choices.</summary>
    /// <param name="choices">The choices.</param>
    public static IEnumerable<ReportTable> Of(IReadOnlyCollection<LayerAttentionChoice> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (choices.Count > 0)
        {
            yield return new ReportTable(
                "Layer-Attention, decided on held-out samples",
                "task",
                "without, with",
                [.. choices.Select(choice => (choice.TaskId, Describe(choice)))]);
        }
    }

    /// <summary>Both scores and the decision in one line.</summary>
    /// <param name="choice">The choice.</param>
    public static string Describe(LayerAttentionChoice choice)
    {
        ArgumentNullException.ThrowIfNull(choice);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{choice.With.Metric} {choice.Without.Value:F4} without, {choice.With.Value:F4} with; "
            + $"{(choice.IsKept ? "kept" : "left out")}");
    }
}
