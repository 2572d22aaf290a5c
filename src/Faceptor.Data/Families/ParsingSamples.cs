using System.Collections.Immutable;
using System.Security.Cryptography;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Checking;
using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Custom;
using Faceptor.Data.Formats;
using Faceptor.Data.Loading;
using Faceptor.Imaging;

namespace Faceptor.Data.Families;

/// <summary>A class for every pixel, in an image of its own.</summary>
internal sealed class ParsingSamples : FamilySamples
{
    public override TaskFamily Family => TaskFamily.Parsing;

    public override Type LabelType => typeof(ParsingLabel);

    public override bool HasCheapLabels => false;

    public override bool CropsToBox => false;

    public override IEnumerable<string> LabelColumns(FaceTask task) => ["mask"];

    public override CustomLabelReader Open(CustomList list) =>
        list.Task.Framing is { Kind: FramingKind.Template, TanhFactor: > 0 }
            ? throw new DatasetException(
                list.Path,
                $"expected a task whose images are whole or aligned already, got {list.Task} with framing "
                + $"'{list.Task.Framing}', which needs five points that lists do not hold; give a custom task framing "
                + $"'{FaceFraming.WholeImage}' or '{FaceFraming.CelebAHq}'.")
            : new CustomLabelReader((row, _) => Mask.In(list, row));

    public override ISampleTransform CreateTransform(
        FaceTask task, int sidePx, ChannelNormalization numbers, AugmentationOptions? augmentation) =>
        new ParsingTransform(sidePx, numbers, augmentation, task.Framing);

    public override TaskTargets Pack(IReadOnlyList<FaceLabel> labels, int sidePx)
    {
        var area = sidePx * sidePx;
        var classes = new byte[labels.Count * area];
        for (var i = 0; i < labels.Count; i++)
        {
            ((ParsingLabel)labels[i]).Map.Classes.CopyTo(classes.AsSpan(i * area, area));
        }

        return new ParsingTargets(classes);
    }

    public override ClassCounter CreateCounter(FaceTask task) => new PixelCounter(task);

    public override string? FindProblem(FaceTask task, FaceLabel label, RgbImage? image) =>
        LabelCheck.FindClass(task, (ParsingLabel)label, image);

    public override string? FindMismatch(FaceLabel label, RgbImage image, string name)
    {
        var map = ((ParsingLabel)label).Map;
        return (map.Width, map.Height) == (image.Width, image.Height)
            ? null
            : $"expected a label map of {image.Width} x {image.Height} pixels as the image has, "
            + $"got {map.Width} x {map.Height}; copy both again.";
    }

    public override long NumBytes(FaceLabel label) => ((ParsingLabel)label).Map.Classes.LongLength;

    public override void AddTo(IncrementalHash hash, FaceLabel label)
    {
        var map = ((ParsingLabel)label).Map;
        DatasetFingerprint.Add(hash, map.Width);
        hash.AppendData(map.Classes);
    }

    private sealed record Mask(string Path) : UnreadLabel
    {
        public static Mask In(CustomList list, CustomRow row)
        {
            var name = FilePaths.Normalize(list.RequireLabel(row));
            DatasetFolder.RequireInside(list.Folder, name, list.Path, row.Line);
            return new Mask(System.IO.Path.Combine(list.Folder, name));
        }

        public override FaceLabel Read(
            FaceTask task, ImageOrientation orientation, Func<string, DatasetException> problem)
        {
            var map = FilePaths.TryResolve(Path, out var path)
                ? ImageCodec.ReadClasses(path, orientation)
                : throw problem(
                    $"the mask {MessageText.Place(path)} does not exist; put it there or remove the line.");
            var largest = map.Classes.Max();
            return largest < task.NumLabels
                ? new ParsingLabel(map)
                : throw new DatasetException(
                    path,
                    $"expected classes 0 to {task.NumLabels - 1} as grey values, {largest} is there; "
                    + "write the mask again.");
        }
    }

    private sealed class PixelCounter(FaceTask task) : ClassCounter(task.NumLabels)
    {
        public override void Add(FaceLabel label)
        {
            if (label is not ParsingLabel { Map.Classes: var classes })
            {
                return;
            }

            Span<long> counts = stackalloc long[256];
            foreach (var value in classes)
            {
                counts[value]++;
            }

            for (var value = 0; value < Counts.Length; value++)
            {
                Interlocked.Add(ref Counts[value], counts[value]);
            }
        }

        public override ImmutableArray<ClassCount> ToCounts() => CountsOf(task);
    }
}
