using System.Globalization;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>
/// Pairs of image files: LFW's <c>pairs.txt</c> with <c>lfw/Person/Person_0001.jpg</c>, or <c>pairs_label.txt</c>
/// with paths.
/// </summary>
internal static class VerificationPairs
{
    public const string LfwName = "lfw";

    private const string NumberedList = "pairs.txt";
    private const string PathList = "pairs_label.txt";

    /// <summary>The list of pairs in a folder; null when there is none.</summary>
    public static string? FindList(string folder) =>
        new[] { NumberedList, PathList }.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Whether a folder is LFW as it is distributed: its list names identities, not paths.</summary>
    public static bool IsLfw(string folder) => File.Exists(Path.Combine(folder, NumberedList));

    /// <summary>Reads a list.</summary>
    /// <returns>The images, two a pair, and whether each pair shows one identity.</returns>
    public static (ImageList Images, bool[] IsSame) Read(string list)
    {
        var images = new ImageList(list, Path.GetDirectoryName(Path.GetFullPath(list))!);
        var isSame = new List<bool>();
        if (Path.GetFileName(list) == PathList)
        {
            ReadPaths(list, images, isSame);
        }
        else
        {
            ReadNumbers(list, images, isSame);
        }

        return isSame.Count > 0
            ? (images, [.. isSame])
            : throw new DatasetException(list, "expected pairs of images, found none; copy the list again.");
    }

    private static void ReadPaths(string list, ImageList images, List<bool> isSame)
    {
        foreach (var (line, text) in TextLines.Read(list))
        {
            var fields = TextLines.Fields(text);
            if (fields is not [_, _, "0" or "1"])
            {
                throw new DatasetException(
                    list, $"expected two paths and 0 or 1, got '{MessageText.Quote(text)}'; correct the line.", line);
            }

            images.Add(fields[0], line);
            images.Add(fields[1], line);
            isSame.Add(fields[2] == "1");
        }
    }

    private static void ReadNumbers(string list, ImageList images, List<bool> isSame)
    {
        var numAnnounced = -1L;
        foreach (var (line, text) in TextLines.Read(list))
        {
            // Names have no blanks in the distribution, but a tab separates them all the same.
            var fields = text.Contains('\t', StringComparison.Ordinal) ? text.Split('\t') : TextLines.Fields(text);
            if (numAnnounced < 0)
            {
                numAnnounced = fields.Length == 2
                    ? 2L * Number(fields[0], list, line) * Number(fields[1], list, line)
                    : throw new DatasetException(
                        list,
                        $"expected the numbers of folds and of pairs of each kind, got '{MessageText.Quote(text)}'; "
                        + "copy the list again.",
                        line);
                continue;
            }

            if (fields.Length is not (3 or 4))
            {
                throw new DatasetException(
                    list,
                    "expected a name and two numbers, or two names with a number each, "
                    + $"got {fields.Length} columns ('{MessageText.Quote(text)}'); correct the line.",
                    line);
            }

            var second = fields.Length == 3 ? fields[0] : fields[2];
            images.Add(PathOf(fields[0], Number(fields[1], list, line)), line);
            images.Add(PathOf(second, Number(fields[^1], list, line)), line);
            isSame.Add(fields.Length == 3);
        }

        if (isSame.Count != Math.Max(numAnnounced, 0))
        {
            throw new DatasetException(
                list,
                $"expected {Math.Max(numAnnounced, 0)} pairs, as the first line says, got {isSame.Count}; "
                + "the list is cut off or damaged, copy it again.");
        }
    }

    private static string PathOf(string identity, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"lfw/{identity}/{identity}_{number:0000}.jpg");

    private static int Number(string text, string list, int line)
    {
        var number = DatasetFolder.ParseInteger(text, "a number", list, line);
        return number > 0
            ? number
            : throw new DatasetException(list, $"expected a number above 0, got {number}; correct the line.", line);
    }
}
