using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>
/// WFLW: 98 points a face, several faces in some images. Prepared: lists <c>face_landmarks_wflw_*.csv</c>, images
/// under <c>data</c>. Distributed: lists under <c>WFLW_annotations</c>, images under <c>WFLW_images</c>.
/// </summary>
internal sealed class WflwDataset : ListedDataset
{
    // The distribution's lists: points, then (in the full lists) a rectangle and six flags, then the image.
    private const int NumRectangleAndFlags = 10;

    private static readonly ImmutableArray<string> Splits =
    [
        "train", "test", "test_largepose", "test_expression", "test_illumination", "test_makeup", "test_occlusion",
        "test_blur",
    ];

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>WFLW</c>.</param>
    /// <param name="split">
    /// <c>train</c>, <c>test</c> or a part of the latter: <c>test_largepose</c>, <c>test_expression</c>,
    /// <c>test_illumination</c>, <c>test_makeup</c>, <c>test_occlusion</c>, <c>test_blur</c>.
    /// </param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="DatasetException">
    /// The folder or its list is missing or broken, or the split is unknown.
    /// </exception>
    public WflwDataset(string root, string split, DatasetLayout? layout = null)
        : base(FaceTasks.LandmarksWflw, split, ReadSamples(root, split, layout))
    {
    }

    internal static ImmutableArray<LayoutSpec> Forms { get; } =
    [
        new(
            DatasetLayout.Prepared, ["face_landmarks_wflw_train.csv", "face_landmarks_wflw_test.csv"], Splits),
        new(DatasetLayout.Distributed, ["WFLW_annotations"], Splits),
    ];

    private static int NumPoints => LandmarkSchema.Points98.NumPoints;

    /// <inheritdoc/>
    /// <remarks>The mean of the points tells apart the faces of one image, as in the released code.</remarks>
    public override string GetName(int index)
    {
        var points = ((LandmarkLabel)ReadLabel(index)).Points;
        var mean = points.Aggregate(Vector2.Zero, (sum, point) => sum + point) / points.Length;
        var image = Path.ChangeExtension(base.GetName(index), null).Replace('/', '.');
        return string.Create(CultureInfo.InvariantCulture, $"{image}_{(double)mean.X:F3}_{(double)mean.Y:F3}");
    }

    private static ListedSamples ReadSamples(string root, string split, DatasetLayout? layout)
    {
        var form = LayoutSpec.Choose(Forms, root, FaceTasks.LandmarksWflw.DatasetName, layout);
        DatasetFolder.RequireSplit(root, split, form.Splits.AsSpan());
        if (form.Layout == DatasetLayout.Prepared)
        {
            return LandmarkCsv.Read(
                Path.Combine(root, $"face_landmarks_wflw_{split}.csv"),
                Path.Combine(root, "data"),
                NumPoints,
                offset: 0,
                rename: name => name);
        }

        var isWhole = split is "train" or "test";
        var annotations = Path.Combine(root, "WFLW_annotations");
        return ReadList(
            isWhole
                ? Path.Combine(annotations, "list_98pt_rect_attr_train_test", $"list_98pt_rect_attr_{split}.txt")
                : Path.Combine(annotations, "list_98pt_test", $"list_98pt_{split}.txt"),
            Path.Combine(root, "WFLW_images"),
            isWhole);
    }

    private static ListedSamples ReadList(string list, string imageFolder, bool isWhole)
    {
        var samples = new ListedSamples(list, imageFolder);
        var numNumbers = 2 * NumPoints;
        var longPlace = numNumbers + NumRectangleAndFlags;
        foreach (var (line, text) in TextLines.Read(list))
        {
            // Copies of the lists of the test's parts have rectangle and flags, or not.
            var fields = TextLines.Fields(text);
            var place = isWhole || fields.Length > longPlace ? longPlace : numNumbers;
            if (fields.Length <= place)
            {
                throw new DatasetException(
                    list,
                    $"expected {place + 1} fields, got {fields.Length}; extract WFLW_annotations again.",
                    line);
            }

            var (xs, ys) = (new double[NumPoints], new double[NumPoints]);
            for (var i = 0; i < NumPoints; i++)
            {
                xs[i] = Number(2 * i);
                ys[i] = Number((2 * i) + 1);
            }

            samples.Add(string.Join(' ', fields[place..]), LandmarkBoxes.Label(xs, ys), line);

            double Number(int field) => DatasetFolder.ParseNumber(fields[field], $"field {field + 1}", list, line);
        }

        return samples;
    }
}
