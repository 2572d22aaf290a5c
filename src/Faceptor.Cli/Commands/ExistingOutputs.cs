namespace Faceptor.Cli.Commands;

/// <summary>Results that an earlier prediction of the same images left in the output folder.</summary>
internal static class ExistingOutputs
{
    /// <summary>The files that a prediction writes.</summary>
    public static IEnumerable<string> Files(string[] images, string output) =>
        images.Select(image => Names(image, output)).SelectMany(pair => (string[])[pair.Json, pair.Png]);

    /// <summary>Refuses files that have a result's name and are none.</summary>
    /// <exception cref="OptionsException">Such a file is there.</exception>
    public static void RequireOwn(string[] images, string output)
    {
        foreach (var (json, png) in images.Select(image => Names(image, output)))
        {
            // Numbers are written before the drawing: a drawing alone is somebody's image.
            var foreign = File.Exists(json) ? (IsPrediction(json) ? null : json) : File.Exists(png) ? png : null;
            if (foreign is not null)
            {
                throw new OptionsException(
                    "--out",
                    $"{foreign} would be replaced and is no former prediction; move it or name another folder.");
            }
        }
    }

    /// <summary>Removes them, so that an image that fails has no results of another day.</summary>
    public static void Remove(string[] images, string output)
    {
        foreach (var (json, png) in images.Select(image => Names(image, output)).Where(pair =>
            File.Exists(pair.Json)))
        {
            File.Delete(png);
            File.Delete(json);
        }
    }

    private static (string Json, string Png) Names(string image, string output)
    {
        var path = Path.Combine(output, Path.GetFileNameWithoutExtension(image));
        return ($"{path}.json", $"{path}.png");
    }

    /// <summary>Whether a file holds the numbers of a prediction.</summary>
    public static bool IsPrediction(string json)
    {
        try
        {
            return ImageAnalysisJson.Read(PlainFile.ReadText(json), json).WidthPx > 0;
        }
        catch (Exception error) when (error is FaceptorException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
