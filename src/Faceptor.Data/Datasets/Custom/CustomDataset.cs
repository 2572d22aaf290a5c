using Faceptor.Data.Families;
using Faceptor.Imaging;
using Faceptor.Imaging.Framing;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Data.Datasets.Custom;

/// <summary>Images of your own for any task: a folder, a CSV or lines of JSON.</summary>
/// <remarks>
/// <para>A folder: sub-folders are identities or are named by age or expression. A list: a row for each face with its
/// image's path below the list's folder, and what the task wants to know. <c>docs/datasets/custom-images.md</c> has
/// examples.</para>
/// <para>A box of a list cuts the face out for age, expression, attributes and identity, its edges rounded to whole
/// pixels; for landmarks it is the face box; parsing has no use for one. Nothing is checked against the images
/// before they are read. Safe to read from several threads at once.</para>
/// </remarks>
public sealed class CustomDataset : ListedDataset, IIdentityDataset
{
    private const string AllRows = "all";

    private readonly Content _content;

    private CustomDataset(FaceTask task, string split, Content content)
        : base(task, split, content.Samples, content.Orientation)
    {
        _content = content;
    }

    /// <summary>Number of identities of an identity task, from 0; 0 for the other families.</summary>
    public int NumIdentities => _content.NumIdentities;

    /// <summary>Opens a folder or list of your own images.</summary>
    /// <param name="task">
    /// A known task, or one of your own: <c>new FaceTask("attributes/mine", TaskFamily.Attributes, "mine",
    /// ["smiling", "hat"])</c>.
    /// </param>
    /// <param name="path">A folder, a <c>.csv</c> or a <c>.jsonl</c> file.</param>
    /// <param name="split">
    /// The rows whose column <c>split</c> says so, or the sub-folder of that name; null takes everything.
    /// </param>
    /// <param name="orientation">
    /// Whether images, and masks by their own files, are turned as EXIF says; boxes and points are those of the
    /// images so turned.
    /// </param>
    /// <exception cref="ArgumentException">A label of the task has the name of another column.</exception>
    /// <exception cref="DatasetException">
    /// There is nothing to read, a column is missing (the message names the nearest) or a value means nothing.
    /// </exception>
    public static CustomDataset Open(
        FaceTask task,
        string path,
        string? split = null,
        ImageOrientation orientation = ImageOrientation.Upright)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(path);
        if (Directory.Exists(path))
        {
            var folder = split is null ? path : Path.Combine(path, split);
            DatasetFolder.Require(folder, "your own images");
            var (samples, numFolders) = CustomFolder.Read(task, folder);
            return new CustomDataset(
                task,
                split ?? AllRows,
                new Content(samples, null, FamilySamples.Of(task.Family).NumIdentitiesOf(numFolders), orientation));
        }

        var columns = new CustomColumns(task, hasSplit: split is not null);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" => Open(task, columns, path, split, orientation, CustomLists.ReadCsv(path, columns)),
            ".jsonl" or ".ndjson" =>
                Open(task, columns, path, split, orientation, CustomLists.ReadJsonLines(path, columns)),
            _ => throw new DatasetException(
                path, "expected a folder, a .csv or a .jsonl file, found none of them; check the path."),
        };
    }

    /// <inheritdoc/>
    public override FaceLabel ReadLabel(int index) => base.ReadLabel(index) switch
    {
        UnreadLabel unread => unread.Read(Task, _content.Orientation, text => Problem(index, text)),
        var label => label,
    };

    private protected override PixelRegion? FindPart(int index, int widthPx, int heightPx) =>
        _content.Crops?[index] is { } box
            ? FaceBoxes.ToPixels(box, widthPx, heightPx)
                ?? throw Problem(
                    index,
                    $"expected a box that meets the image of {widthPx} x {heightPx} pixels, this one does not; "
                    + "correct the line.")
            : null;

    private static CustomDataset Open(
        FaceTask task,
        CustomColumns columns,
        string path,
        string? split,
        ImageOrientation orientation,
        IEnumerable<CustomRow> rows)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var family = FamilySamples.Of(task.Family);
        var labels = family.Open(new CustomList(task, columns, path, folder, rows));
        var samples = new ListedSamples(path, folder);
        // The paper's tasks keep their framing; boxes of a list say how close its images are to that.
        var cutsBoxes = family.CropsToBox
            && (task.Framing.Kind == FramingKind.BoxCrop || FaceTasks.All.Contains(task));
        List<FaceBox?>? crops = cutsBoxes ? [] : null;
        foreach (var row in rows)
        {
            if (split is not null && CustomLabels.Require(row, columns, CustomColumns.Split, path) != split)
            {
                continue;
            }

            var box = CustomLabels.Box(row, path);
            if (box is not null && family.CropsToBox && !cutsBoxes)
            {
                throw new DatasetException(
                    path,
                    $"expected images aligned as framing '{task.Framing}' of {task} says, got a box to cut out; leave the "
                    + $"boxes out, or give the task framing '{FaceFraming.BoxCrop}'.",
                    row.Line);
            }

            var label = labels.Read(row, box);
            samples.Add(CustomLabels.Require(row, columns, CustomColumns.Path, path), label, row.Line);
            crops?.Add(box);
        }

        return new CustomDataset(task, split ?? AllRows, new Content(samples, crops, labels.NumIdentities, orientation));
    }

    private sealed record Content(
        ListedSamples Samples, List<FaceBox?>? Crops, int NumIdentities, ImageOrientation Orientation);
}
