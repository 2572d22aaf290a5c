using Faceptor.Data.Datasets;

namespace Faceptor.Data.Formats;

/// <summary>
/// Points of one face in a <c>.pts</c> file: version, number of points, then x and y a line in braces.
/// </summary>
internal static class PointsFile
{
    private const string CountKey = "n_points:";

    /// <summary>Reads the points as they stand in the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="numPoints">Number of points that must be there.</param>
    /// <exception cref="DatasetException">The file is missing or broken, or has another number of points.</exception>
    public static (double[] Xs, double[] Ys) Read(string path, int numPoints)
    {
        var (xs, ys) = (new List<double>(numPoints), new List<double>(numPoints));
        var isInside = false;
        var lastLine = 0;
        foreach (var (line, text) in TextLines.Read(path))
        {
            lastLine = line;
            if (!isInside)
            {
                isInside = ReadHead(text, numPoints, path, line);
                continue;
            }

            if (text == "}")
            {
                return xs.Count == numPoints
                    ? (xs.ToArray(), ys.ToArray())
                    : throw Problem($"expected {numPoints} points, got {xs.Count}", line);
            }

            var fields = TextLines.Fields(text);
            if (fields.Length != 2 || xs.Count == numPoints)
            {
                throw Problem(
                    $"expected {numPoints} lines of x and y, got '{MessageText.Quote(text)}' after {xs.Count} of them",
                    line);
            }

            xs.Add(DatasetFolder.ParseNumber(fields[0], "x", path, line));
            ys.Add(DatasetFolder.ParseNumber(fields[1], "y", path, line));
        }

        throw Problem(
            isInside
                ? $"expected '}}' after {numPoints} points, the file ends after {xs.Count}"
                : $"expected '{CountKey} {numPoints}' and '{{', the file ends before",
            Math.Max(lastLine, 1));

        DatasetException Problem(string problem, int line) =>
            new(path, $"{problem}; extract the annotations again.", line);
    }

    // True at the brace that the points follow.
    private static bool ReadHead(string text, int numPoints, string path, int line)
    {
        if (text.StartsWith(CountKey, StringComparison.Ordinal)
            && ParseCount(text[CountKey.Length..].Trim(), path, line) != numPoints)
        {
            throw new DatasetException(
                path,
                $"expected '{CountKey} {numPoints}', got '{MessageText.Quote(text)}'; extract the annotations again.",
                line);
        }

        return text == "{";
    }

    private static int ParseCount(string text, string path, int line) =>
        DatasetFolder.ParseInteger(text, "the number of points", path, line);
}
