using System.Collections.Immutable;
using System.Text.Json;
using Faceptor.Serialization;

namespace Faceptor.Experiments;

/// <summary>What a run took. Its file is written last: a folder that has it holds a finished run.</summary>
internal sealed record RunSummary
{
    /// <summary>Name of the file in the run's folder.</summary>
    public const string FileName = "run.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Parameters of the network.</summary>
    public required long NumParameters { get; init; }

    /// <summary>Of them those that learned.</summary>
    public required long NumTrained { get; init; }

    /// <summary>Steps.</summary>
    public required int NumSteps { get; init; }

    /// <summary>Training time, all parts of a run that was stopped together; without scoring.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>Ids of the tasks that keep Layer-Attention after a second stage.</summary>
    public ImmutableArray<string> KeptLayerAttention { get; init; } = [];

    /// <summary>Reads the summary in a run's folder; null when the run is not finished.</summary>
    /// <exception cref="CheckpointException">The file is no summary.</exception>
    public static RunSummary? Find(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<RunSummary>(PlainFile.ReadBytes(path), Options)
                ?? throw new JsonException("it is empty.");
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                path, $"expected what a run took: {error.Message} Remove the run's folder to repeat it.", error);
        }
    }

    /// <summary>Writes the summary into a run's folder.</summary>
    public void Write(string folder) =>
        AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Options) + "\n");
}
