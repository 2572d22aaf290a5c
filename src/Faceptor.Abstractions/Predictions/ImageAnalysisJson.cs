using System.Text.Json;
using System.Text.Json.Serialization;

namespace Faceptor;

/// <summary>
/// Analyses as JSON of a fixed, versioned form, the same for known and custom tasks; docs/results-json.md has it field by
/// field.
/// </summary>
/// <remarks>Numbers have a decimal point whatever the culture. Label maps are left out: write them as PNG.</remarks>
public static class ImageAnalysisJson
{
    /// <summary>The form that <see cref="Write"/> gives; raised when a field changes its meaning or goes.</summary>
    public const int Version = 1;

    /// <summary>Writes an analysis.</summary>
    /// <param name="analysis">The analysis.</param>
    /// <param name="isIndented">Whether on many lines, for people; false for a line of a JSON Lines file.</param>
    public static string Write(ImageAnalysis analysis, bool isIndented = true)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        var context = isIndented ? AnalysisContext.Default : AnalysisContext.OneLine;
        return JsonSerializer.Serialize(AnalysisDocument.Of(analysis), context.AnalysisDocument);
    }

    /// <summary>Reads an analysis.</summary>
    /// <param name="json">What <see cref="Write"/> wrote.</param>
    /// <param name="source">Where the text comes from, for messages.</param>
    /// <exception cref="DatasetException">The text is no analysis, or one of a later version.</exception>
    public static ImageAnalysis Read(string json, string source)
    {
        try
        {
            using var parsed = JsonDocument.Parse(json);
            if (HoldsNull(parsed.RootElement))
            {
                throw new JsonException("null where a value belongs");
            }

            var document = parsed.RootElement.Deserialize(AnalysisContext.Default.AnalysisDocument)
                ?? throw new DatasetException(source, "expected an analysis, found null.");
            return document.Version == Version
                ? document.ToAnalysis()
                : throw new DatasetException(
                    source,
                    $"expected version {Version}, found {document.Version}; read it with the version of Faceptor that wrote it.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new DatasetException(
                source,
                $"expected an analysis in JSON ({MessageText.Quote(error.Message)}); write it again with predict.",
                innerException: error);
        }
    }

    // The serializer refuses null for members, and not for elements of arrays.
    private static bool HoldsNull(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Any(
            item => item.ValueKind == JsonValueKind.Null || HoldsNull(item)),
        JsonValueKind.Object => element.EnumerateObject().Any(member => HoldsNull(member.Value)),
        _ => false,
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true)]
[JsonSerializable(typeof(AnalysisDocument))]
internal sealed partial class AnalysisContext : JsonSerializerContext
{
    // Made when it is asked for: the order in which static fields of two files begin is not fixed.
    private static readonly Lazy<AnalysisContext> OnOneLine = new(
        () => new AnalysisContext(new JsonSerializerOptions(Default!.Options) { WriteIndented = false }));

    /// <summary>The same on one line.</summary>
    public static AnalysisContext OneLine => OnOneLine.Value;
}
