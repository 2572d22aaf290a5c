using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faceptor.Models.Weights;

/// <summary>The text entries of Faceptor's own weight files.</summary>
internal static class WeightMetadata
{
    public const string OptionsKey = "faceptor.options";
    public const string LearnedFromKey = "faceptor.learnedFrom";
    public const string OperatingPointsKey = "faceptor.operatingPoints";
    private const string FormatKey = "faceptor.format";
    private const string TasksKey = "faceptor.tasks";
    private const string LabelsKey = "faceptor.labels";
    private const string OriginKey = "faceptor.origin";
    private const string TermsKey = "faceptor.terms";
    private const string Format = "1";
    private const int MaxTextLength = 1 << 21;

    public static IReadOnlyDictionary<string, string> Of(IFaceModel model)
    {
        var provenance = model.Provenance ?? WeightProvenance.Fresh;
        var metadata = new Dictionary<string, string>
        {
            [FormatKey] = Format,
            [OptionsKey] = FaceptorOptionsJson.Write(model.Options),
            [TasksKey] = string.Join(",", model.Tasks),
            [LabelsKey] = JsonSerializer.Serialize(
                model.Tasks.ToDictionary(task => task.Id, task => (string[]?)task.Labels.ToArray()),
                LabelsContext.Default.DictionaryStringStringArray),
            [OriginKey] = provenance.Origin,
            [TermsKey] = provenance.Terms,
            [LearnedFromKey] = LearnedFromJson.Write(provenance.LearnedFrom),
        };
        if (!provenance.OperatingPoints.IsEmpty)
        {
            metadata[OperatingPointsKey] = OperatingPointsJson.Write(provenance.OperatingPoints);
        }

        return metadata;
    }

    public static FaceptorOptions ReadOptions(WeightFile file)
    {
        var format = file.Metadata.GetValueOrDefault(FormatKey);
        return format == Format
            ? FaceptorOptionsJson.Read(Text(file, OptionsKey), file.Path)
            : throw new CheckpointException(
                file.Path,
                $"the file has format '{MessageText.Quote(format)}', this version reads '{Format}'; "
                + "update Faceptor for .NET.");
    }

    /// <summary>What the file says, and of what it does not say what is known of its source.</summary>
    /// <exception cref="CheckpointException">
    /// What the weights learned from, or their operating points, cannot be read.
    /// </exception>
    public static WeightProvenance ReadProvenance(WeightFile file)
    {
        var known = file.Metadata.TryGetValue(OriginKey, out var origin)
            && file.Metadata.TryGetValue(TermsKey, out var terms)
                ? new WeightProvenance(origin, terms)
                : WeightProvenance.Of(file.Source, file.Path);
        if (file.Metadata.TryGetValue(LearnedFromKey, out var learned))
        {
            known = known with { LearnedFrom = LearnedFromJson.Read(learned, file.Path) };
        }

        return file.Metadata.TryGetValue(OperatingPointsKey, out var points)
            ? known with { OperatingPoints = OperatingPointsJson.Read(points, file.Path) }
            : known;
    }

    /// <summary>How images were normalised for the file's model; null for an encoder alone.</summary>
    public static InputNormalization? ReadNormalization(WeightFile file) => file.Source switch
    {
        WeightSource.Own => ReadOptions(file).Normalization,
        WeightSource.Released or WeightSource.ReleasedStage2 or WeightSource.ReleasedNaive =>
            InputNormalization.Released,
        _ => null,
    };

    /// <summary>Refuses a file whose weights learned from images that were normalised otherwise.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">The options of the model that the file is to fill.</param>
    /// <exception cref="CheckpointException">A family of the model's tasks has other numbers.</exception>
    public static void RequireNormalization(WeightFile file, FaceptorOptions options)
    {
        if (ReadNormalization(file) is { } own
            && own.DifferencesTo(options.Normalization, options.Tasks) is [var family, ..])
        {
            throw new CheckpointException(
                file.Path,
                $"the weights learned {family.ToString().ToLowerInvariant()} from images with {own.Of(family)}, the "
                + $"model normalises with {options.Normalization.Of(family)}; "
                + "make the model with the Normalization of the file, or load it leniently.");
        }
    }

    /// <summary>Refuses a file whose outputs stand for other things than this version's, or than a model's.</summary>
    /// <param name="file">The file.</param>
    /// <param name="tasks">The model's tasks; those of the paper are compared anyway.</param>
    /// <exception cref="CheckpointException">Labels differ, or cannot be read.</exception>
    public static void RequireLabels(WeightFile file, IEnumerable<FaceTask> tasks)
    {
        if (!file.Metadata.ContainsKey(LabelsKey))
        {
            return; // written by an early version
        }

        try
        {
            var labels = JsonSerializer.Deserialize(
                Text(file, LabelsKey), LabelsContext.Default.DictionaryStringStringArray) ?? [];
            foreach (var task in FaceTasks.All.Union(tasks).Where(task => labels.ContainsKey(task.Id)))
            {
                var names = labels[task.Id] ?? [];
                if (!names.SequenceEqual(task.Labels))
                {
                    var index = names.Zip(task.Labels).TakeWhile(pair => pair.First == pair.Second).Count();
                    throw new CheckpointException(
                        file.Path,
                        $"{task} has {names.Length} labels in the file and {task.Labels.Length} here; first difference "
                        + $"'{MessageText.Quote(names.ElementAtOrDefault(index))}' for "
                        + $"'{task.Labels.ElementAtOrDefault(index)}'. "
                        + "Use the version that wrote the file, or load it leniently.");
                }
            }
        }
        catch (JsonException e)
        {
            throw new CheckpointException(file.Path, $"the labels cannot be read ({e.Message}).", e);
        }
    }

    // Real texts have some kilobytes; reading takes many times the length in memory.
    private static string Text(WeightFile file, string key) =>
        file.Metadata[key] is { Length: <= MaxTextLength } text
            ? text
            : throw new CheckpointException(
                file.Path,
                $"'{key}' has {file.Metadata[key].Length} characters, expected at most {MaxTextLength}; the file is "
                + "damaged, copy it again.");
}

[JsonSerializable(typeof(Dictionary<string, string[]?>))]
internal sealed partial class LabelsContext : JsonSerializerContext;
