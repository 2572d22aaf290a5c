namespace Faceptor.Training.Progress;

/// <summary>
/// The reports of a run as its <c>log.jsonl</c> keeps them: one JSON object a line, in the order of the steps.
/// </summary>
internal static class TrainingLog
{
    /// <summary>Reads a log; a last line that is torn, because its run died while writing it, is left out.</summary>
    /// <param name="path">The file; empty without one.</param>
    /// <exception cref="CheckpointException">A line before the last is broken, or the file cannot be read.</exception>
    public static IReadOnlyList<TrainingProgress> Read(string path) =>
        JsonLines.Read(path, TrainingJsonContext.Default.TrainingProgress);

    /// <summary>
    /// Removes the reports that a resumed run will give again, and a torn last line. The file changes completely or not
    /// at all; without a file nothing happens.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="step">The step that the run goes on from; its report stays.</param>
    /// <exception cref="CheckpointException">A line before the last is broken, or the file cannot be read.</exception>
    public static void TruncateAfter(string path, int step) =>
        JsonLines.Keep(path, TrainingJsonContext.Default.TrainingProgress, report => report.Step <= step);
}
