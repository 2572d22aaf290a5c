using System.Text.Json.Serialization;
using Faceptor.Evaluation;

namespace Faceptor.Training.Progress;

/// <summary>
/// The scores of a run over its steps, as <c>evaluations.jsonl</c> keeps them: one JSON object an evaluation and line.
/// </summary>
internal static class EvaluationLog
{
    /// <summary>Name of the file in an output folder.</summary>
    public const string FileName = "evaluations.jsonl";

    /// <summary>Reads a log; a last line that is torn, because its run died while writing it, is left out.</summary>
    /// <param name="path">The file; empty without one.</param>
    /// <exception cref="CheckpointException">A line before the last is broken, or the file cannot be read.</exception>
    public static IReadOnlyList<EvaluationEntry> Read(string path) =>
        JsonLines.Read(path, EvaluationJsonContext.Default.EvaluationEntry);

    /// <summary>Adds an evaluation.</summary>
    /// <param name="path">The file, in a folder that exists.</param>
    /// <param name="entry">The evaluation.</param>
    public static void Append(string path, EvaluationEntry entry)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(entry);
        JsonLines.Append(path, EvaluationJsonContext.Default.EvaluationEntry, entry);
    }

    /// <summary>
    /// Removes the evaluations that a resumed run will make again, and a torn last line. The file changes completely or
    /// not at all; without a file nothing happens.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="step">The step that the run goes on from; its evaluation stays.</param>
    /// <exception cref="CheckpointException">A line before the last is broken, or the file cannot be read.</exception>
    public static void TruncateAfter(string path, int step) =>
        JsonLines.Keep(path, EvaluationJsonContext.Default.EvaluationEntry, entry => entry.Step <= step);
}

/// <summary>The scores of one evaluation within a run.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Records">The scores, the headline metric of each dataset first.</param>
internal sealed record EvaluationEntry(int Step, IReadOnlyList<MetricRecord> Records);

// Skips what it does not know, as scores carry conclusions beside their numbers.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(EvaluationEntry))]
internal sealed partial class EvaluationJsonContext : JsonSerializerContext;
