using System.Collections.Immutable;
using System.Text.Json;

namespace Faceptor.Cli.Predicting;

/// <summary>
/// Results that an earlier prediction of the same images left in the output folder; each by the path of its files
/// without ending.
/// </summary>
internal static class ExistingOutputs
{
    private static readonly string[] FormerNames = ["widthPx", "heightPx", "box", "landmarks", "parsing", "ages", "identities"];

    /// <summary>The files of a result that are there or would be written.</summary>
    /// <param name="result">Its path without ending.</param>
    public static IEnumerable<string> Files(string result) =>
        [$"{result}.json", $"{result}.png", .. Find(result) is { } former ? Files(result, former, false, true).Skip(1) : []];

    /// <summary>The files of a result.</summary>
    /// <param name="result">Its path without ending.</param>
    /// <param name="analysis">What is in it.</param>
    /// <param name="draws">Whether with the drawing.</param>
    /// <param name="withMaps">Whether with the label maps.</param>
    public static IEnumerable<string> Files(string result, ImageAnalysis analysis, bool draws, bool withMaps) =>
    [
        $"{result}.json",
        .. draws ? [$"{result}.png"] : Array.Empty<string>(),
        .. withMaps
            ? analysis.Faces.SelectMany((face, index) => face.Parsing.Select(
                parsing => ResultFiles.MapFile(result, parsing.Task, index + 1)))
            : [],
    ];

    /// <summary>Refuses files that have a result's name and are none.</summary>
    /// <exception cref="OptionsException">Such a file is there.</exception>
    public static void RequireOwn(IEnumerable<string> results)
    {
        foreach (var (json, png) in results.Select(result => ($"{result}.json", $"{result}.png")))
        {
            // Numbers are written before the drawing: a drawing alone is somebody's image.
            var foreign = File.Exists(json) ? (IsPrediction(json) ? null : json) : File.Exists(png) ? png : null;
            if (foreign is not null)
            {
                throw Foreign(foreign);
            }
        }
    }

    /// <summary>The error for a file that may not be replaced.</summary>
    /// <param name="file">The file.</param>
    public static OptionsException Foreign(string file) => new(
        "--out", $"{file} would be replaced and is no former prediction; move it or name another folder.");

    /// <summary>Files in an output folder that are called as label maps of some results would be.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="results">Paths of the results, without ending.</param>
    public static ImmutableArray<(string Result, string File)> Maps(string folder, IEnumerable<string> results)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var wanted = results.ToHashSet();
        return
        [
            .. Directory.EnumerateFiles(folder, $"*{ResultFiles.MapEnding}", SearchOption.AllDirectories)
                .Select(file => (ResultOf(file), file))
                .Where(map => wanted.Contains(map.Item1)),
        ];

        // Neither a task nor a number has a point.
        static string ResultOf(string file) => Path.ChangeExtension(
            Path.ChangeExtension(file[..^ResultFiles.MapEnding.Length], null), null);
    }

    /// <summary>Removes them, so that an image that fails has no results of another day.</summary>
    public static void Remove(IEnumerable<string> results)
    {
        foreach (var result in results.Where(result => File.Exists($"{result}.json")))
        {
            // The numbers last: they vouch for the others.
            foreach (var file in Files(result).Reverse())
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Whether a file holds the numbers of a prediction.</summary>
    public static bool IsPrediction(string json) => Read(json) is not null || IsOfVersion01(json);

    /// <summary>The numbers of a former prediction.</summary>
    /// <param name="result">Its path without ending.</param>
    /// <returns>Null where there is none.</returns>
    public static ImageAnalysis? Find(string result) => Read($"{result}.json");

    // A face without an image around it.
    private static bool IsOfVersion01(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(PlainFile.ReadBytes(json));
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && FormerNames.All(name => root.TryGetProperty(name, out _));
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static ImageAnalysis? Read(string json)
    {
        try
        {
            return File.Exists(json) && ImageAnalysisJson.Read(PlainFile.ReadText(json), json) is { WidthPx: > 0 } analysis
                ? analysis
                : null;
        }
        catch (Exception error) when (error is FaceptorException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
