using Faceptor.Data.Formats;
using Faceptor.Imaging.Framing;

namespace Faceptor.Data.Datasets;

/// <summary>
/// The prepared lists of 300W and WFLW: a header, then a row for each face with the image, scale and centre of its
/// box, and x and y of its points.
/// </summary>
internal static class LandmarkCsv
{
    private const int FirstPointColumn = 4;

    /// <summary>Reads a list.</summary>
    /// <param name="list">The list file.</param>
    /// <param name="imageFolder">The folder that its names are relative to.</param>
    /// <param name="numPoints">Number of points of a face.</param>
    /// <param name="offset">What is taken from all coordinates.</param>
    /// <param name="rename">The file that a name stands for.</param>
    /// <exception cref="DatasetException">The list is missing or broken.</exception>
    public static ListedSamples Read(
        string list, string imageFolder, int numPoints, double offset, Func<string, string> rename)
    {
        var samples = new ListedSamples(list, imageFolder);
        var numColumns = FirstPointColumn + (2 * numPoints);
        foreach (var (line, text) in TextLines.Read(list))
        {
            // The first line is a header, whatever it says.
            if (line == 1 || text.StartsWith('#'))
            {
                continue;
            }

            var fields = text.Split(',', StringSplitOptions.TrimEntries);
            if (fields.Length != numColumns)
            {
                throw new DatasetException(
                    list, $"expected {numColumns} columns, got {fields.Length}; copy the list again.", line);
            }

            samples.Add(rename(FilePaths.Normalize(fields[0])), ParseLabel(fields, offset, list, line), line);
        }

        return samples;
    }

    private static LandmarkLabel ParseLabel(string[] fields, double offset, string list, int line)
    {
        double Number(int column) => DatasetFolder.ParseNumber(fields[column], $"column {column + 1}", list, line);

        var box = FaceBoxes.FromScale(Number(2) - offset, Number(3) - offset, Number(1));
        if (!(box.Width > 0 && float.IsFinite(box.Width)))
        {
            throw new DatasetException(
                list,
                $"expected a scale above 0, got '{MessageText.Quote(fields[1])}'; copy the list again.",
                line);
        }

        var numPoints = (fields.Length - FirstPointColumn) / 2;
        var (xs, ys) = (new double[numPoints], new double[numPoints]);
        for (var i = 0; i < numPoints; i++)
        {
            xs[i] = Number(FirstPointColumn + (2 * i));
            ys[i] = Number(FirstPointColumn + (2 * i) + 1);
        }

        return LandmarkBoxes.Label(xs, ys, offset, box);
    }
}
