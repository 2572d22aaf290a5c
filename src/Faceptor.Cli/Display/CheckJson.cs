using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Faceptor.Data.Checking;

namespace Faceptor.Cli.Display;

/// <summary>What a check of datasets found, for programs.</summary>
internal static class CheckJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>One object: the folder, a list of datasets, a list of verification sets.</summary>
    public static string Write(
        string root, ImmutableArray<DatasetReport> datasets, ImmutableArray<VerificationReport> verification) =>
        JsonSerializer.Serialize(new { root, datasets, verification }, Options);
}
