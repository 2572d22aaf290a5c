using System.Collections.Frozen;
using System.Collections.Immutable;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>
/// 300W: 68 points a face. Prepared: lists <c>face_landmarks_300w_*.csv</c>, images under <c>data</c>. Distributed:
/// a file <c>.pts</c> beside each image.
/// </summary>
internal sealed class ThreeHundredWDataset : ListedDataset
{
    /// <summary>
    /// Released configuration: 1 of the 2 pixels is the lists' counting from 1; nobody explains the other.
    /// </summary>
    private const double Offset = 2;

    // Of two images beside one file of points, the distribution's own form counts.
    private static readonly string[] ImageEndings =
        [".png", .. ImageFiles.Endings.Where(ending => ending != ".png")];

    private static readonly ImmutableArray<string> Common = ["helen/testset", "lfpw/testset"];

    private static readonly ImmutableArray<string> Challenging = ["ibug"];

    // The distribution has no lists; folders make its splits, in the papers' words and in those of the prepared lists.
    private static readonly FrozenDictionary<string, ImmutableArray<string>> FoldersOfSplits =
        new Dictionary<string, ImmutableArray<string>>
        {
            ["train"] = ["afw", "helen/trainset", "lfpw/trainset"],
            ["valid"] = [.. Common, .. Challenging],
            ["valid_common"] = Common,
            ["valid_challenge"] = Challenging,
            ["test"] = ["Test/01_Indoor", "Test/02_Outdoor"],
            ["common"] = Common,
            ["challenging"] = Challenging,
        }.ToFrozenDictionary();

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>300W</c>.</param>
    /// <param name="split">
    /// <c>train</c>, <c>valid</c>, <c>valid_common</c>, <c>valid_challenge</c> or <c>test</c>; as distributed also
    /// <c>common</c> and <c>challenging</c>.
    /// </param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="DatasetException">
    /// The folder or its annotation is missing or broken, or the split is unknown.
    /// </exception>
    public ThreeHundredWDataset(string root, string split, DatasetLayout? layout = null)
        : base(FaceTasks.Landmarks300W, split, ReadSamples(root, split, layout))
    {
    }

    internal static ImmutableArray<LayoutSpec> Forms { get; } =
    [
        new(
            DatasetLayout.Prepared,
            ["face_landmarks_300w_train.csv", "face_landmarks_300w_valid.csv"],
            ["train", "valid", "valid_common", "valid_challenge", "test"]),
        new(
            DatasetLayout.Distributed,
            ["afw", "helen/trainset", "helen/testset", "lfpw/trainset", "lfpw/testset", "ibug"],
            ["train", "valid", "valid_common", "valid_challenge", "test", "common", "challenging"]),
    ];

    private static int NumPoints => LandmarkSchema.Points68.NumPoints;

    /// <inheritdoc/>
    public override string GetName(int index) =>
        Path.ChangeExtension(base.GetName(index), null).Replace('/', '_');

    private static ListedSamples ReadSamples(string root, string split, DatasetLayout? layout)
    {
        var form = LayoutSpec.Choose(Forms, root, FaceTasks.Landmarks300W.DatasetName, layout);
        DatasetFolder.RequireSplit(root, split, form.Splits.AsSpan());
        return form.Layout == DatasetLayout.Prepared
            ? LandmarkCsv.Read(
                Path.Combine(root, $"face_landmarks_300w_{split}.csv"),
                Path.Combine(root, "data"),
                NumPoints,
                Offset,
                Rename)
            : ReadFolders(root, FoldersOfSplits[split]);
    }

    // Released configuration: the list spells one image differently from the distribution.
    private static string Rename(string name) =>
        name == "ibug/image_092_01.jpg" ? "ibug/image_092 _01.jpg" : name;

    private static ListedSamples ReadFolders(string root, ImmutableArray<string> folders)
    {
        var samples = new ListedSamples(root, root);
        var annotations = folders
            .SelectMany(folder => FolderNames.Find(root, folder, ".pts"))
            .Order(StringComparer.Ordinal);
        foreach (var annotation in annotations)
        {
            // One file a face, so one that is broken is that sample's affair, not the whole split's.
            samples.Add(
                FindImage(root, annotation), LabelFile.TryRead(() => ReadPoints(root, annotation)), line: null);
        }

        return samples;
    }

    private static LandmarkLabel ReadPoints(string root, string annotation)
    {
        var path = Path.Combine(root, annotation);
        var (xs, ys) = PointsFile.Read(path, NumPoints);
        var label = LandmarkBoxes.Label(xs, ys, Offset);
        return PointCheck.FindProblem(label.Points.AsSpan()) is { } problem
            ? throw new DatasetException(path, $"{problem}; extract the annotations again.")
            : label;
    }

    private static string FindImage(string root, string annotation)
    {
        foreach (var ending in ImageEndings)
        {
            if (FilePaths.TryResolve(Path.Combine(root, Path.ChangeExtension(annotation, ending)), out var file))
            {
                return Path.ChangeExtension(annotation, Path.GetExtension(file));
            }
        }

        return Path.ChangeExtension(annotation, ".jpg");
    }
}
