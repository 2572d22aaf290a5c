using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faceptor.Models;
using Faceptor.Models.Weights;

namespace Faceptor.Cli.Display;

/// <summary>A weight file as text and as JSON.</summary>
internal static class WeightText
{
    private const int NameWidth = 25;
    private const int MaxValueLength = 100;
    private const int MaxLineLength = 1000;
    private const int MaxNameLength = 200;
    private const int MaxNames = 20;

    public static IEnumerable<string> Lines(WeightSummary summary, bool showsTensors)
    {
        yield return Line("file", summary.Path);
        yield return Line("format", summary.Format);
        yield return Line("what it is", summary.Kind);
        if (!summary.Layout.IsUsual)
        {
            yield return Line("names found", $"{summary.Layout}");
        }

        if (summary.Options is { } options)
        {
            yield return Line("network", Network(options));
        }
        else if (summary.Problem is { } problem)
        {
            yield return Line("network", problem);
        }

        if (summary.Options is { Normalization: var normalization })
        {
            yield return Line("input", Input(normalization, summary));
        }

        if (!summary.Tasks.IsEmpty)
        {
            yield return Line("tasks", string.Join(", ", summary.Tasks));
        }

        yield return Line(
            "tensors",
            $"{summary.Tensors.Length} ("
            + string.Join(", ", summary.ElementTypes.Select(pair => $"{pair.Value} {pair.Key}")) + ")");
        yield return Line("parameters", Number(summary.NumParameters));
        foreach (var part in summary.Parts)
        {
            var text = $"{Number(part.NumParameters)} in {part.NumTensors} tensors";
            yield return part.IsLeftOut ? $"left out: {Shown(part.Name)}: {text}" : Line($"  {part.Name}", text);
        }

        if (!summary.OtherParts.IsEmpty)
        {
            yield return Line("also in the file", Listed(summary.OtherParts));
        }

        if (summary.Provenance is { } provenance)
        {
            yield return Line("origin", provenance.Origin);
            yield return Line("terms", provenance.Terms);
            yield return Line("learned from", Learned(summary.LearnedFrom));
            foreach (var points in provenance.OperatingPoints)
            {
                yield return Line("similarity threshold", $"{points.Set}: {OperatingPointText.Describe(points)}");
            }
        }

        // What the lines above have said already is not repeated.
        foreach (var (key, value) in summary.Metadata
            .Where(pair => pair.Key is not (
                "faceptor.tasks" or "faceptor.origin" or "faceptor.terms" or "faceptor.learnedFrom"
                or "faceptor.operatingPoints"))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            yield return Line(key, value.Length <= MaxValueLength
                ? value
                : $"{value[..MaxValueLength]}… ({value.Length} characters, see --json)");
        }

        foreach (var tensor in showsTensors ? summary.Tensors : [])
        {
            yield return $"{Shown(tensor.Name)} {tensor.Type} [{string.Join(", ", tensor.Shape)}]";
        }
    }

    public static JsonObject ToJson(WeightSummary summary, bool showsTensors)
    {
        var json = new JsonObject
        {
            ["file"] = summary.Path,
            ["format"] = summary.Format,
            ["source"] = JsonNamingPolicy.CamelCase.ConvertName(summary.Source.ToString()),
            ["description"] = summary.Kind,
            ["container"] = summary.Layout.Container,
            ["prefix"] = summary.Layout.Prefix,
            ["options"] = summary.Options is { } options ? JsonNode.Parse(FaceptorOptionsJson.Write(options)) : null,
            ["saysNormalization"] = summary.SaysNormalization,
            ["problem"] = summary.Problem,
            ["tasks"] = new JsonArray([.. summary.Tasks.Select(task => JsonValue.Create(task.Id))]),
            ["numTensors"] = summary.Tensors.Length,
            ["numParameters"] = summary.NumParameters,
            ["elementTypes"] = new JsonObject(summary.ElementTypes.Select(
                pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value)))),
            ["parts"] = new JsonArray(
            [
                .. summary.Parts.Select(part => new JsonObject
                {
                    ["name"] = part.Name,
                    ["numTensors"] = part.NumTensors,
                    ["numParameters"] = part.NumParameters,
                    ["isLeftOut"] = part.IsLeftOut,
                }),
            ]),
            ["otherParts"] = new JsonArray([.. summary.OtherParts.Select(part => JsonValue.Create(part))]),
            ["origin"] = summary.Provenance?.Origin,
            ["terms"] = summary.Provenance?.Terms,
            ["learnedFrom"] = Json(summary.LearnedFrom),
            ["metadata"] = new JsonObject(summary.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(
                pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value)))),
        };
        if (showsTensors)
        {
            json["tensors"] = new JsonArray(
            [
                .. summary.Tensors.Select(tensor => new JsonObject
                {
                    ["name"] = tensor.Name,
                    ["type"] = tensor.Type,
                    ["shape"] = new JsonArray([.. tensor.Shape.Select(size => JsonValue.Create(size))]),
                }),
            ]);
        }

        return json;
    }

    // The line's name has said the first words.
    private static string Learned(LearnedFrom learned) =>
        learned.Summary.StartsWith("learned from ", StringComparison.Ordinal)
            ? learned.Summary["learned from ".Length..]
            : "unknown: the file does not say";

    private static JsonObject Json(LearnedFrom learned) => new()
    {
        ["datasets"] = new JsonArray(
        [
            .. learned.Datasets.Select(entry => new JsonObject
            {
                ["id"] = entry.Id,
                ["isSynthetic"] = entry.IsSynthetic,
            }),
        ]),
        ["isComplete"] = learned.IsComplete,
        ["isSyntheticOnly"] = learned.IsSyntheticOnly,
        ["summary"] = learned.Summary,
    };

    private static string Network(FaceptorOptions options)
    {
        var encoder =
            $"encoder {options.EncoderDim} wide, {options.EncoderBlocks} blocks, {options.EncoderHeads} heads";
        if (options.Architecture == ModelArchitecture.Naive)
        {
            return $"Naive Faceptor: {encoder}; dense subnets {options.NaiveHeads.DenseDim}, attribute subnets "
                + $"{options.NaiveHeads.AttributeDim}, identity {options.IdentityDim}";
        }

        var layerAttention = options.LayerAttention.Count == 0
            ? string.Empty
            : $"; Layer-Attention for {string.Join(", ", options.LayerAttention.Select(entry =>
                $"{entry.Task}{(entry.IsOn ? string.Empty : " (off)")}"))}";
        return $"Faceptor: {encoder}; decoder {options.DecoderDim} wide, {options.DecoderLayers} layers, "
            + $"{options.DecoderHeads} heads, identity {options.IdentityDim}{layerAttention}";
    }

    private static string Input(InputNormalization normalization, WeightSummary summary) => summary switch
    {
        { SaysNormalization: false } =>
            $"{normalization} (the file does not say: it is from before this was recorded, when models were trained "
            + "with CLIP's mean, identity's as divisor too; it is scored and predicts as it did then)",
        { Source: WeightSource.Farl } =>
            $"{normalization} (of a model that starts from this encoder; the file does not say)",
        { SaysNormalization: null } => $"{normalization} (as released; such a file does not say)",
        _ => normalization.ToString(),
    };

    // Names and values come from a file, which a terminal must not obey.
    private static string Line(string name, string value) => $"{Shown(name) + ":",-NameWidth} {Shorten(value)}";

    private static string Listed(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(MaxNames).Select(Shown))
        + (names.Count > MaxNames ? $" and {names.Count - MaxNames} more" : string.Empty);

    private static string Shown(string name) => MessageText.Printable(
        name.Length <= MaxNameLength ? name : $"{name[..MaxNameLength]}…");

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Shorten(string value)
    {
        var line = value.ReplaceLineEndings(" ");
        return MessageText.Printable(line.Length <= MaxLineLength
            ? line
            : $"{line[..MaxLineLength]}… ({line.Length} characters, see --json)");
    }
}
