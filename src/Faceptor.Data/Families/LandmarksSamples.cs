using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Checking;
using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Custom;
using Faceptor.Data.Loading;
using Faceptor.Imaging;
using Faceptor.Imaging.Framing;

namespace Faceptor.Data.Families;

/// <summary>Points and the box around the face.</summary>
internal sealed class LandmarksSamples : FamilySamples
{
    public override TaskFamily Family => TaskFamily.Landmarks;

    public override Type LabelType => typeof(LandmarkLabel);

    public override bool CropsToBox => false;

    public override IEnumerable<string> LabelColumns(FaceTask task) =>
        Enumerable.Range(0, task.NumLabels).SelectMany(point => new[]
        {
            string.Create(CultureInfo.InvariantCulture, $"x{point}"),
            string.Create(CultureInfo.InvariantCulture, $"y{point}"),
        });

    public override CustomLabelReader Open(CustomList list) => new((row, box) => Read(list, row, box));

    public override ISampleTransform CreateTransform(
        FaceTask task, int sidePx, ChannelNormalization numbers, AugmentationOptions? augmentation) =>
        new LandmarkTransform(sidePx, numbers, augmentation, RandomAffine.For(task));

    public override TaskTargets Pack(IReadOnlyList<FaceLabel> labels, int sidePx)
    {
        var points = new float[labels.Sum(label => ((LandmarkLabel)label).Points.Length * 2)];
        var next = 0;
        foreach (var label in labels.Cast<LandmarkLabel>())
        {
            foreach (var point in label.Points)
            {
                points[next++] = (point.X + 0.5f) / sidePx;
                points[next++] = (point.Y + 0.5f) / sidePx;
            }
        }

        return new LandmarkTargets(points);
    }

    public override ClassCounter CreateCounter(FaceTask task) => new NoCounter();

    public override string? FindProblem(FaceTask task, FaceLabel label, RgbImage? image) =>
        LabelCheck.FindPoint((LandmarkLabel)label, image);

    public override string? FindMismatch(FaceLabel label, RgbImage image, string name) =>
        LandmarkBoxes.FindProblem((LandmarkLabel)label, image) is { } problem
            ? $"{problem}; copy the list and the image {name} again."
            : null;

    public override void AddTo(IncrementalHash hash, FaceLabel label)
    {
        var (points, box) = (LandmarkLabel)label;
        hash.AppendData(MemoryMarshal.AsBytes(points.AsSpan()));
        float[] edges = [box.Top, box.Left, box.Bottom, box.Right];
        hash.AppendData(MemoryMarshal.AsBytes(edges.AsSpan()));
    }

    private static LandmarkLabel Read(CustomList list, CustomRow row, FaceBox? box)
    {
        var numPoints = list.Task.NumLabels;
        var points = ImmutableArray.CreateBuilder<Vector2>(numPoints);
        for (var point = 0; point < numPoints; point++)
        {
            var place = CustomColumns.FirstLabel + (2 * point);
            points.Add(new Vector2(Number(place), Number(place + 1)));
        }

        var all = points.MoveToImmutable();
        return new LandmarkLabel(all, box ?? FaceBoxes.Around(all.AsSpan()));

        float Number(int place) => (float)DatasetFolder.ParseNumber(
            list.Require(row, place), $"column '{list.Columns.Names[place]}'", list.Path, row.Line);
    }

    private sealed class NoCounter() : ClassCounter(0)
    {
        public override void Add(FaceLabel label)
        {
        }

        public override ImmutableArray<ClassCount> ToCounts() => [];
    }
}
