using System.Collections.Immutable;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Data.Loading;
using Faceptor.Imaging;
using Faceptor.Imaging.Drawing;
using SkiaSharp;

namespace Faceptor.Evaluation.Sheets;

/// <summary>
/// Samples of a dataset on one image with their labels drawn on them, as stored and as training sees them: an identity
/// sees at a glance whether points, masks and images agree.
/// </summary>
internal static class ContactSheet
{
    private const int Gap = SheetLayout.Gap;
    private static readonly SKColor ErrorColor = new(255, 110, 96);

    /// <summary>Draws a sheet.</summary>
    /// <param name="dataset">The split to show.</param>
    /// <param name="transform">What training does to a sample; only asked when the options show it.</param>
    /// <param name="options">How many samples, how large.</param>
    /// <param name="report">Told (done, total) samples.</param>
    /// <param name="cancellationToken">Stops between samples.</param>
    /// <returns>The sheet; a sample that cannot be read is a cell that says why.</returns>
    /// <exception cref="OptionsException">An option has a value that cannot work.</exception>
    public static RgbImage Draw(
        IFaceDataset dataset,
        ISampleTransform transform,
        ContactSheetOptions options,
        Action<long, long>? report = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(transform);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var count = Math.Min(options.NumSamples, dataset.Count);
        var columns = options.NumAugmented > 0 ? options.NumAugmented + 1 : Math.Min(options.NumColumns, count);
        var cells = new List<RgbImage>(count * (options.NumAugmented + 1));
        for (var place = 0; place < count; place++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            cells.AddRange(Cells(dataset, (int)((long)place * dataset.Count / count), transform, options));
            report?.Invoke(place + 1, count);
        }

        return SheetLayout.Arrange(cells, columns);
    }

    private static IEnumerable<RgbImage> Cells(
        IFaceDataset dataset, int index, ISampleTransform transform, ContactSheetOptions options)
    {
        try
        {
            var sample = SampleGuard.Read(dataset, index);
            string Place() => SampleGuard.PlaceOf(dataset, index);

            var stored = DrawSample(sample, dataset, options);
            return
            [
                Cell(options, stored, [sample.Name, LabelText.Of(dataset.Task, sample.Label)], SheetLayout.TextColor),
                .. Enumerable.Range(0, options.NumAugmented).Select(draw => Cell(
                    options,
                    DrawSample(Augment(sample, index, draw, transform, options, Place), dataset, options),
                    [$"training view {draw + 1}"],
                    SheetLayout.TextColor)),
            ];
        }
        catch (DatasetException error)
        {
            return Enumerable.Repeat(
                Cell(options, null, [dataset.GetName(index), error.Message], ErrorColor), options.NumAugmented + 1);
        }
    }

    private static FaceSample Augment(
        FaceSample sample,
        int index,
        int draw,
        ISampleTransform transform,
        ContactSheetOptions options,
        Func<string> place)
    {
        var side = transform.SidePx;
        var planes = new float[3 * side * side];
        var prepared = SampleGuard.Prepare(
            transform, sample, new SeededRandom(options.Seed, index, draw), planes, place);
        return new FaceSample(sample.Name, transform.Normalization.ToImage(planes, side, side), prepared.Label);
    }

    private static RgbImage DrawSample(FaceSample sample, IFaceDataset dataset, ContactSheetOptions options)
    {
        var image = sample.Image;
        var scale = (float)options.CellSidePx / Math.Max(image.Width, image.Height);
        var width = Math.Max(1, (int)MathF.Round(image.Width * scale));
        var height = Math.Max(1, (int)MathF.Round(image.Height * scale));
        using var canvas = new SkiaImage(width, height);
        canvas.DrawPixels(scale < 1 ? Resize.BilinearAntialiased(image, width, height) : image);
        var lineWidth = Math.Max(1, options.CellSidePx / 220f);
        switch (sample.Label)
        {
            case LandmarkLabel landmarks:
                FaceMarks.DrawBox(canvas.Canvas, landmarks.Box, scale, lineWidth);
                FaceMarks.DrawLandmarks(
                    canvas.Canvas, dataset.Task.Landmarks!, landmarks.Points, scale, lineWidth);
                break;
            case ParsingLabel parsing:
                FaceMarks.DrawMask(canvas, parsing.Map, dataset.Task.Parsing!, FaceMarks.StrongMask);
                break;
        }

        return canvas.Read();
    }

    private static RgbImage Cell(
        ContactSheetOptions options, RgbImage? image, ImmutableArray<string> lines, SKColor color)
    {
        const int NumLines = 2;
        var side = options.CellSidePx;
        var lineHeight = Math.Max(14, side / 14);
        using var canvas = new SkiaImage(side, side + (NumLines * lineHeight) + Gap);
        canvas.Canvas.Clear(SheetLayout.Ground);
        foreach (var (place, line) in lines.Index())
        {
            // Long names end with what tells them apart, long messages begin with it.
            SheetLayout.DrawLine(
                canvas.Canvas,
                line,
                Gap / 2f,
                side + Gap + (place * lineHeight),
                side - Gap,
                lineHeight,
                color);
        }

        var cell = canvas.Read();
        if (image is not null)
        {
            SheetLayout.Paste(cell, image, (side - image.Width) / 2, (side - image.Height) / 2);
        }

        return cell;
    }
}
