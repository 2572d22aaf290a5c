using Faceptor.Data.Formats;
using Faceptor.Imaging;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Data.Datasets;

/// <summary>
/// The image files that a list names. Remembers the list's lines, so that a missing image can be traced to one.
/// </summary>
internal sealed class ImageList
{
    private readonly string _folder;
    private readonly NameStore _names = new();
    private readonly List<int> _lines = []; // 0 where no list has a line for the image
    private readonly List<(int First, string Path)> _lists;

    /// <summary>Starts a list.</summary>
    /// <param name="listPath">The list file, for messages.</param>
    /// <param name="folder">The folder that the names are relative to.</param>
    public ImageList(string listPath, string folder)
    {
        _lists = [(0, listPath)];
        _folder = Path.GetFullPath(folder);
    }

    /// <summary>The list file that images are added from.</summary>
    public string ListPath => _lists[^1].Path;

    public int Count => _names.Count;

    public string this[int index] => _names[index];

    /// <summary>The list that an image stands in.</summary>
    public string ListOf(int index) => _lists.FindLast(list => list.First <= index).Path;

    /// <summary>The list's line that an image stands in, from 1; null when it was found without a list.</summary>
    public int? LineOf(int index) => _lines[index] > 0 ? _lines[index] : null;

    /// <summary>Goes on with another list; its images follow those of the lists before.</summary>
    public void ContinueWith(string listPath) => _lists.Add((Count, listPath));

    /// <summary>Adds an image by its path below the folder.</summary>
    /// <param name="name">The path, with <c>/</c> or, as Windows writes it, <c>\</c> between the parts.</param>
    /// <param name="line">The list's line, from 1; null when the image was found in a folder.</param>
    /// <exception cref="DatasetException">The path leaves the folder.</exception>
    public void Add(string name, int? line)
    {
        name = FilePaths.Normalize(name);
        DatasetFolder.RequireInside(_folder, name, ListPath, line);
        _names.Add(name, ListPath, line);
        _lines.Add(line ?? 0);
    }

    /// <summary>
    /// The image file, whether it exists or not; its ending may differ from the list's in capitals.
    /// </summary>
    public string PathOf(int index) => FilePaths.Resolve(Path.Combine(_folder, _names[index]));

    /// <summary>Reads an image.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="orientation">What the released loader of the set makes of the EXIF orientation.</param>
    /// <param name="findPart">Told width and height, says which part is wanted; null for the whole image.</param>
    /// <exception cref="DatasetException">The image is missing or broken.</exception>
    public RgbImage Read(int index, ImageOrientation orientation, Func<int, int, PixelRegion?>? findPart = null)
    {
        var path = PathOf(index);
        if (!File.Exists(path))
        {
            throw Problem("does not exist; extract the images again or remove the line");
        }

        try
        {
            return findPart is null
                ? ImageCodec.Read(path, orientation)
                : ImageCodec.Read(path, orientation, findPart);
        }
        catch (DatasetException) when (Path.GetFileName(path).StartsWith("._", StringComparison.Ordinal))
        {
            throw Problem("is a companion that macOS leaves beside an image, and none itself; remove the line");
        }

        DatasetException Problem(string problem) =>
            new(ListOf(index), $"the image {MessageText.Place(path)} {problem}.", LineOf(index));
    }

    /// <summary>Refuses a split without samples.</summary>
    public void RequireSamples(string split)
    {
        if (Count == 0)
        {
            throw new DatasetException(
                ListPath,
                $"no samples for split '{MessageText.Quote(split)}'; "
                + "the list is empty or belongs to something else.");
        }
    }

    /// <summary>Reads a list of <c>path label</c> lines.</summary>
    /// <param name="listPath">The list file.</param>
    /// <param name="allowsMoreFields">
    /// Whether lines may go on after the label; what follows is not looked at. Elsewhere it is refused, because a list
    /// of another form would be read as something that it does not say.
    /// </param>
    /// <param name="add">Takes the path, the label as text and the line.</param>
    public static void ReadLabels(string listPath, bool allowsMoreFields, Action<string, string, int> add)
    {
        foreach (var (line, text) in TextLines.Read(listPath))
        {
            var fields = TextLines.Fields(text);
            if (fields.Length < 2 || (fields.Length > 2 && !allowsMoreFields))
            {
                throw new DatasetException(
                    listPath,
                    $"expected {(allowsMoreFields ? "at least " : string.Empty)}2 columns, a path and a label, "
                    + $"got {fields.Length} ('{MessageText.Quote(text)}'); copy the list again or correct the line.",
                    line);
            }

            add(fields[0], fields[1], line);
        }
    }
}

/// <summary>Image files of a folder, told by their endings.</summary>
internal static class ImageFiles
{
    /// <summary>Endings of images with their points; the first are the usual ones.</summary>
    public static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp", ".bmp"];

    /// <summary>File names of the images in a folder, in no order.</summary>
    public static IEnumerable<string> In(string folder) =>
        FolderContent.Files(folder).Where(name =>
            Endings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase));
}
