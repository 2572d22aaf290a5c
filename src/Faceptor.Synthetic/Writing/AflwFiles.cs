using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Data.Datasets;
using Faceptor.Data.Formats;
using Faceptor.Synthetic.Drawing;

namespace Faceptor.Synthetic.Writing;

/// <summary>AFLW-19: images of many sizes and poses, 19 points with their visibility in a MATLAB file.</summary>
internal static class AflwFiles
{
    private const int NumPoints = 19;

    /// <summary>The box is larger than that of the points: it holds the forehead too.</summary>
    private const float BoxMargin = 0.12f;

    private static readonly ImmutableArray<int> Folders = [0, 2, 3];

    private static readonly SyntheticFaceSampler Sampler = new()
    {
        RollDegrees = 20,
        YawDegrees = 34,
        PitchDegrees = 10,
        Ages = (6, 80),
        OccluderChance = 0.12f,
        CalmWeight = 1.5f,
        BlurChance = 0.04f,
    };

    public static void Write(SyntheticDatasetWriter studio, SyntheticTransferSizes sizes)
    {
        var count = sizes.AflwTrain + sizes.AflwTest;
        // Place in the order of the file to row of its tables, both from 0.
        var order = Enumerable.Range(0, count).ToArray();
        SyntheticRandom.For(studio.Seed, "AFLW order").Shuffle(order.AsSpan());
        var rows = new Row[count];
        studio.Make(count, place => rows[order[place]] = Draw(studio, order[place], place == sizes.AflwTrain));
        MatlabFileWriter.Write(
            studio.PathOf($"AFLW/{AflwDataset.FileName}"),
            MatlabFileWriter.Numbers(AflwDataset.BoxVariable, count, 4, (row, column) => rows[row].Box[column]),
            MatlabFileWriter.Numbers(AflwDataset.PointVariable, count, 2 * NumPoints, (row, column) =>
                column < NumPoints ? rows[row].Points[column].X : rows[row].Points[column - NumPoints].Y),
            MatlabFileWriter.Numbers(AflwDataset.VisibleVariable, count, NumPoints, (row, column) =>
                rows[row].Visible[column] ? 1 : 0),
            MatlabFileWriter.Texts(AflwDataset.NameVariable, [.. rows.Select(row => row.Name)]),
            MatlabFileWriter.Numbers(AflwDataset.OrderVariable, 1, count, (_, place) => order[place] + 1),
            MatlabFileWriter.Numbers(AflwDataset.TrainingVariable, 1, 1, (_, _) => sizes.AflwTrain));
    }

    /// <summary>What is drawn for a row, and where; the first face of the test split shows all its points.</summary>
    internal static (SyntheticFaceParameters Parameters, SyntheticFrame Frame) Plan(long seed, int row, bool isPlain)
    {
        var random = SyntheticRandom.For(seed, "AFLW", row);
        var parameters = Sampler.Sample(SyntheticIdentity.Create(seed, IdentityRanges.Aflw + row), random);
        if (isPlain)
        {
            parameters = parameters with { Occluder = SyntheticOccluder.None, HasHat = false };
        }

        var (width, height) = (180 + random.Below(81), 180 + random.Below(81));
        var scale = random.Uniform(0.42f, 0.66f) * Math.Min(width, height) / 84;
        var centre = new Vector2(width * random.Uniform(0.42f, 0.58f), height * random.Uniform(0.45f, 0.56f));
        return (parameters, SyntheticFrame.Recognition.Resized(width, height, centre, scale) with { LabelScale = 1 });
    }

    private static Row Draw(SyntheticDatasetWriter studio, int row, bool isPlain)
    {
        var (parameters, frame) = Plan(studio.Seed, row, isPlain);
        var face = SyntheticFaceRenderer.Draw(parameters, frame);
        var points = SyntheticFaceRenderer.Place(parameters, frame, PointSchemes.Points19);
        var name = $"{Folders[row % Folders.Length]}/image{row + 2:D5}.jpg";
        studio.Store($"AFLW/data/flickr/{name}", SyntheticDatasetWriter.Jpeg(face.Image));
        return new Row(name, points, [.. points.Select(point => IsVisible(face.Map!, point, points[13]))], BoxOf(face));
    }

    /// <summary>In the image, and not under a hat or behind what is held before the face.</summary>
    private static bool IsVisible(LabelMap map, Vector2 point, Vector2 noseTip)
    {
        // A little towards the middle: the chin lies on the very edge of the face.
        var inner = Vector2.Lerp(point, noseTip, 0.05f);
        var (x, y) = (MathF.Round(inner.X), MathF.Round(inner.Y));
        return x >= 0 && y >= 0 && x < map.Width && y < map.Height
            && map.Classes[((int)y * map.Width) + (int)x] is not (PartClass.Background or PartClass.Hat);
    }

    /// <summary>Left, right, top, bottom.</summary>
    private static float[] BoxOf(SyntheticFace face)
    {
        var (left, right) = (face.Landmarks.Min(p => p.X), face.Landmarks.Max(p => p.X));
        var (top, bottom) = (face.Landmarks.Min(p => p.Y), face.Landmarks.Max(p => p.Y));
        var (x, y) = (BoxMargin * (right - left), BoxMargin * (bottom - top));
        return [MathF.Floor(left - x), MathF.Ceiling(right + x), MathF.Floor(top - (2 * y)), MathF.Ceiling(bottom + y)];
    }

    private sealed record Row(
        string Name, ImmutableArray<Vector2> Points, ImmutableArray<bool> Visible, float[] Box);
}
