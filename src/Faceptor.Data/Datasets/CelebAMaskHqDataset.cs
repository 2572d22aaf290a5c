using System.Collections.Immutable;
using System.Globalization;
using Faceptor.Data.Formats;
using Faceptor.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>
/// CelebAMask-HQ: 19 classes, one mask file a class. Images under <c>CelebA-HQ-img</c>, masks under
/// <c>CelebAMask-HQ-mask-anno</c>; the split comes from CelebA's partition through the mapping file.
/// </summary>
/// <remarks>Images come out at 512 x 512, the size of the masks.</remarks>
internal sealed class CelebAMaskHqDataset : IFaceDataset
{
    /// <summary>Side of images and maps in pixels.</summary>
    public const int SidePx = 512;

    private const int ImagesPerMaskFolder = 2000;

    /// <summary>File suffixes in the order of painting: value 1, 2, …; a later one covers an earlier one.</summary>
    private static readonly ImmutableArray<string> Suffixes =
    [
        "neck", "skin", "cloth", "l_ear", "r_ear", "l_brow", "r_brow", "l_eye", "r_eye", "nose", "mouth", "l_lip",
        "u_lip", "hair", "eye_g", "hat", "ear_r", "neck_l",
    ];

    private readonly ImageList _images;
    private readonly string _maskFolder;
    private readonly List<int> _ids = [];

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>CelebAMask-HQ</c>.</param>
    /// <param name="split"><c>train</c>, <c>val</c>, <c>train_val</c> or <c>test</c>.</param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="DatasetException">
    /// The folder or a list is missing or broken, or the split is unknown.
    /// </exception>
    public CelebAMaskHqDataset(string root, string split, DatasetLayout? layout = null)
    {
        var form = LayoutSpec.Choose(Forms, root, Task.DatasetName, layout);
        DatasetFolder.RequireSplit(root, split, form.Splits.AsSpan());
        Split = split;
        _maskFolder = Path.Combine(root, "CelebAMask-HQ-mask-anno");
        var mapping = ReadMapping(Path.Combine(root, "CelebA-HQ-to-CelebA-mapping.txt"));
        var partition = Path.Combine(root, "list_eval_partition.txt");
        _images = new ImageList(partition, Path.Combine(root, "CelebA-HQ-img"));
        ImageList.ReadLabels(partition, allowsMoreFields: false, (file, label, line) =>
        {
            var part = DatasetFolder.ParseInteger(label, "a partition", partition, line);
            var wanted = part switch
            {
                0 => split is "train" or "train_val",
                1 => split is "val" or "train_val",
                2 => split is "test",
                _ => throw new DatasetException(
                    partition, $"expected partition 0, 1 or 2, got {part}; correct the line.", line),
            };
            if (wanted && mapping.Find(file) is { } id)
            {
                _ids.Add(id);
                _images.Add($"{id.ToString(CultureInfo.InvariantCulture)}.jpg", line);
            }
        });
        _images.RequireSamples(split);
    }

    internal static ImmutableArray<LayoutSpec> Forms { get; } =
    [
        new(
            DatasetLayout.Prepared,
            ["CelebAMask-HQ-mask-anno", "CelebA-HQ-img"],
            ["train", "val", "train_val", "test"]),
    ];

    /// <inheritdoc/>
    public FaceTask Task => FaceTasks.ParsingCelebAMaskHq;

    /// <inheritdoc/>
    public string Split { get; }

    /// <inheritdoc/>
    public int Count => _ids.Count;

    /// <inheritdoc/>
    public string GetName(int index) => _ids[index].ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string? FindImage(int index) => _images.PathOf(index);

    /// <inheritdoc/>
    public FaceLabel ReadLabel(int index)
    {
        var id = _ids[index];
        var folder = Path.Combine(_maskFolder, (id / ImagesPerMaskFolder).ToString(CultureInfo.InvariantCulture));
        if (!Directory.Exists(folder))
        {
            throw new DatasetException(
                folder,
                $"the masks of image {id} belong into this folder, which does not exist; extract the masks again.");
        }

        var classes = new byte[SidePx * SidePx];
        var numMasks = 0;
        for (var place = 0; place < Suffixes.Length; place++)
        {
            if (FilePaths.TryResolve(Path.Combine(folder, $"{id:D5}_{Suffixes[place]}.png"), out var path))
            {
                Paint(classes, ReadMask(path), (byte)(place + 1));
                numMasks++;
            }
        }

        // A missing mask is a class that is not in the image, but nobody's face has none at all.
        if (numMasks == 0)
        {
            throw new DatasetException(
                Path.Combine(folder, $"{id:D5}_*.png"),
                $"expected at least one mask of image {id}, found none; extract the masks again.");
        }

        return new ParsingLabel(new LabelMap(SidePx, SidePx, classes));
    }

    /// <inheritdoc/>
    public FaceSample Read(int index)
    {
        var stored = _images.Read(index, ImageOrientation.Upright);
        var image = stored is { Width: SidePx, Height: SidePx } ? stored : Resize.Bilinear(stored, SidePx, SidePx);
        return new FaceSample(GetName(index), image, ReadLabel(index));
    }

    private static LabelMap ReadMask(string path)
    {
        var mask = ImageCodec.ReadGray(path);
        return mask is { Width: SidePx, Height: SidePx }
            ? mask
            : throw new DatasetException(
                path, $"expected a mask of {SidePx} x {SidePx} pixels, got {mask.Width} x {mask.Height}; "
                + "extract the masks again.");
    }

    private static void Paint(byte[] classes, LabelMap mask, byte value)
    {
        for (var i = 0; i < classes.Length; i++)
        {
            if (mask.Classes[i] > 0)
            {
                classes[i] = value;
            }
        }
    }

    // Lines "idx orig_idx orig_file"; the header has no .jpg in it.
    private static NameTable ReadMapping(string path)
    {
        var mapping = new NameTable(path);
        foreach (var (line, text) in TextLines.Read(path))
        {
            if (!text.Contains(".jpg", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var fields = TextLines.Fields(text);
            if (fields.Length != 3)
            {
                throw new DatasetException(
                    path,
                    $"expected 3 columns (idx, orig_idx, orig_file), got {fields.Length}; copy the file again.",
                    line);
            }

            mapping.Set(fields[2], DatasetFolder.ParseInteger(fields[0], "an image id", path, line), line);
        }

        return mapping.Count > 0 ? mapping : throw new DatasetException(
            path, "no images are listed; copy the mapping file again.");
    }
}
