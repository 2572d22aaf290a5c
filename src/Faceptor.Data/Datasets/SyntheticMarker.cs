using System.Collections.Immutable;

namespace Faceptor.Data.Datasets;

/// <summary>
/// The file that says that all faces of a folder are synthetic. <c>data synthesize</c> writes it into every dataset;
/// training looks for it, so that weight files can say what they learned from. Readers of datasets pass it over.
/// </summary>
internal static class SyntheticMarker
{
    /// <summary>The marker's name. It counts for its folder and everything below.</summary>
    public const string FileName = "faceptor-synthetic.txt";

    private const string Text =
        "All faces below this folder are synthetic: drawn by a program (faceptor data synthesize), not photographed.\n"
        + "Keep this file beside them. Training looks for it and notes it in weight files, because a network that has\n"
        + "learned from synthetic faces only says nothing about photographs.\n";

    /// <summary>Marks a folder that exists.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(string folder) => File.WriteAllText(Path.Combine(folder, FileName), Text);

    /// <summary>Whether a folder or one that it lies in is marked.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    public static bool Covers(string folder)
    {
        for (var place = Path.GetFullPath(folder); place is not null; place = Path.GetDirectoryName(place))
        {
            if (File.Exists(Path.Combine(place, FileName)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Which kinds of faces the images of a list show, which may lie in several folders.</summary>
    /// <param name="dataset">The images.</param>
    /// <param name="folder">Where their list is, or what holds images that are no files of their own.</param>
    /// <returns>Whether synthetic or not, each kind once; two entries when images are of both kinds.</returns>
    public static ImmutableArray<bool> KindsIn(IFaceDataset dataset, string folder)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (Covers(folder))
        {
            return [true];
        }

        if (dataset.Count == 0 || dataset.FindImage(0) is not { } first)
        {
            return [false];
        }

        // Names are told from memory. Asking for each file, on a network disk and for millions of images, takes hours.
        var root = first[..^Math.Min(first.Length, dataset.GetName(0).Length)];
        var folders = Enumerable.Range(0, dataset.Count)
            .Select(index => Path.GetDirectoryName(Path.Combine(root, dataset.GetName(index))) ?? folder)
            .Distinct(StringComparer.Ordinal);
        return [.. folders.Select(Covers).Distinct().OrderDescending()];
    }
}
