using System.Collections.Immutable;

namespace Faceptor;

/// <summary>
/// A numbering of facial points: how many, which is which, how a mirrored face is renumbered, what errors are divided
/// by. Left and right are the viewer's.
/// </summary>
public sealed class LandmarkSchema
{
    private LandmarkSchema(
        string name,
        ImmutableArray<int> mirror,
        ImmutableArray<NmeNormalizer> normalizers,
        ImmutableArray<LandmarkCurve> curves)
    {
        Name = name;
        MirrorPermutation = mirror;
        Normalizers = normalizers;
        Curves = curves;
        PointNames = NamePoints(mirror.Length, curves);
    }

    /// <summary>300W's 68 points.</summary>
    public static LandmarkSchema Points68 { get; } = new(
        "68 points (300W)",
        [
            .. Down(16, 0), .. Down(26, 17), 27, 28, 29, 30, 35, 34, 33, 32, 31, 45, 44, 43, 42, 47, 46, 39, 38, 37, 36,
            41, 40, .. Down(54, 48), .. Down(59, 55), .. Down(64, 60), 67, 66, 65,
        ],
        [
            new("inter-ocular", [36], [45]),
            new("inter-pupil", Up(36, 41), Up(42, 47)),
        ],
        [
            new("contour", Up(0, 16), false),
            new("left brow", Up(17, 21), false),
            new("right brow", Up(22, 26), false),
            new("nose bridge", Up(27, 30), false),
            new("nostrils", Up(31, 35), false),
            new("left eye", Up(36, 41), true),
            new("right eye", Up(42, 47), true),
            new("outer lips", Up(48, 59), true),
            new("inner lips", Up(60, 67), true),
        ]);

    /// <summary>WFLW's 98 points.</summary>
    public static LandmarkSchema Points98 { get; } = new(
        "98 points (WFLW)",
        [
            .. Down(32, 0), 46, 45, 44, 43, 42, 50, 49, 48, 47, 37, 36, 35, 34, 33, 41, 40, 39, 38, 51, 52, 53, 54,
            .. Down(59, 55), 72, 71, 70, 69, 68, 75, 74, 73, 64, 63, 62, 61, 60, 67, 66, 65, .. Down(82, 76),
            .. Down(87, 83), .. Down(92, 88), 95, 94, 93, 97, 96,
        ],
        [
            new("inter-ocular", [60], [72]),
            new("inter-pupil", [96], [97]),
        ],
        [
            new("contour", Up(0, 32), false),
            new("left brow", Up(33, 41), true),
            new("right brow", Up(42, 50), true),
            new("nose bridge", Up(51, 54), false),
            new("nostrils", Up(55, 59), false),
            new("left eye", Up(60, 67), true),
            new("right eye", Up(68, 75), true),
            new("outer lips", Up(76, 87), true),
            new("inner lips", Up(88, 95), true),
            new("left pupil", [96], false),
            new("right pupil", [97], false),
        ]);

    /// <summary>COFW's 29 points.</summary>
    public static LandmarkSchema Points29 { get; } = new(
        "29 points (COFW)",
        [1, 0, 3, 2, 6, 7, 4, 5, 9, 8, 11, 10, 14, 15, 12, 13, 17, 16, 19, 18, 20, 21, 23, 22, 24, 25, 26, 27, 28],
        [new("inter-ocular", [8], [9])],
        [
            new("left brow", [0, 4, 2, 5], true),
            new("right brow", [3, 6, 1, 7], true),
            new("left eye", [8, 12, 10, 13], true),
            new("right eye", [11, 14, 9, 15], true),
            new("left pupil", [16], false),
            new("right pupil", [17], false),
            new("nose", [18, 21, 19, 20], true),
            new("outer lips", [22, 24, 23, 27], true),
            new("inner lips", [25, 26], false),
            new("chin", [28], false),
        ]);

    /// <summary>AFLW's 19 points.</summary>
    public static LandmarkSchema Points19 { get; } = new(
        "19 points (AFLW)",
        [5, 4, 3, 2, 1, 0, 11, 10, 9, 8, 7, 6, 14, 13, 12, 17, 16, 15, 18],
        [
            new("inter-ocular", [6], [11]),
            new("inter-pupil", [7], [10]),
        ],
        [
            new("left brow", [0, 1, 2], false),
            new("right brow", [3, 4, 5], false),
            new("left eye", [6, 7, 8], false),
            new("right eye", [9, 10, 11], false),
            new("nose", [12, 13, 14], false),
            new("mouth", [15, 16, 17], false),
            new("chin", [18], false),
        ]);

    /// <summary>The scheme in words.</summary>
    public string Name { get; }

    /// <summary>How many points there are.</summary>
    public int NumPoints => MirrorPermutation.Length;

    /// <summary>
    /// In a mirrored image point i takes the (mirrored) place of point <c>MirrorPermutation[i]</c>; its own inverse.
    /// </summary>
    public ImmutableArray<int> MirrorPermutation { get; }

    /// <summary>What point errors are divided by; the first is the dataset's headline metric.</summary>
    public ImmutableArray<NmeNormalizer> Normalizers { get; }

    /// <summary>The parts of the face, for drawing; together they hold every point once.</summary>
    public ImmutableArray<LandmarkCurve> Curves { get; }

    /// <summary>A name for each point, from its curve and place in it, for example <c>left eye 1</c>.</summary>
    public ImmutableArray<string> PointNames { get; }

    /// <summary>A custom scheme; its points are drawn without lines between them.</summary>
    /// <param name="name">The scheme in words.</param>
    /// <param name="pointNames">A name for each point, in the order of the points.</param>
    /// <param name="mirror">
    /// <see cref="MirrorPermutation"/>; left out, a mirrored point keeps its number, which is right for points on the
    /// middle line only.
    /// </param>
    /// <param name="normalizers"><see cref="Normalizers"/>; left out, errors are divided by the face box alone.</param>
    /// <exception cref="ArgumentException">
    /// There are no points, the permutation is none or not its own inverse, or a normaliser names points that are not
    /// there.
    /// </exception>
    public static LandmarkSchema Of(
        string name,
        ImmutableArray<string> pointNames,
        ImmutableArray<int> mirror = default,
        ImmutableArray<NmeNormalizer> normalizers = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (pointNames.IsDefaultOrEmpty)
        {
            throw new ArgumentException("a scheme has at least one point, got none.", nameof(pointNames));
        }

        var numPoints = pointNames.Length;
        if (mirror.IsDefault)
        {
            mirror = Up(0, numPoints - 1);
        }

        if (mirror.Length != numPoints
            || !mirror.All(point => point >= 0 && point < numPoints)
            || !mirror.Select((point, index) => mirror[point] == index).All(holds => holds))
        {
            throw new ArgumentException(
                $"mirror must hold {numPoints} numbers from 0 to {numPoints - 1}, of which each leads back: point i to "
                + $"j and point j to i; got [{string.Join(", ", mirror)}].",
                nameof(mirror));
        }

        foreach (var normalizer in normalizers.IsDefault ? [] : normalizers)
        {
            if (normalizer is null || normalizer.First.IsDefaultOrEmpty || normalizer.Second.IsDefaultOrEmpty
                || normalizer.First.Concat(normalizer.Second).Any(point => point < 0 || point >= numPoints))
            {
                throw new ArgumentException(
                    $"normaliser '{normalizer?.Name}' must go between points from 0 to {numPoints - 1}.",
                    nameof(normalizers));
            }
        }

        return new LandmarkSchema(
            name,
            mirror,
            normalizers.IsDefault ? [] : normalizers,
            [.. pointNames.Select((point, index) => new LandmarkCurve(point, [index], false))]);
    }

    private static ImmutableArray<string> NamePoints(int numPoints, ImmutableArray<LandmarkCurve> curves)
    {
        var names = new string[numPoints];
        foreach (var curve in curves)
        {
            for (var place = 0; place < curve.Points.Length; place++)
            {
                names[curve.Points[place]] = curve.Points.Length == 1 ? curve.Name : $"{curve.Name} {place + 1}";
            }
        }

        return [.. names];
    }

    private static ImmutableArray<int> Up(int first, int last) => [.. Enumerable.Range(first, last - first + 1)];

    private static IEnumerable<int> Down(int first, int last) => Enumerable.Range(last, first - last + 1).Reverse();
}

/// <summary>A run of points that belong together, for drawing.</summary>
/// <param name="Name">The part of the face, for example <c>outer lips</c>.</param>
/// <param name="Points">Indices in drawing order.</param>
/// <param name="IsClosed">Whether the last point joins the first.</param>
public sealed record LandmarkCurve(string Name, ImmutableArray<int> Points, bool IsClosed);

/// <summary>
/// A distance on the true face that landmark errors are divided by: between the means of two point sets.
/// </summary>
/// <param name="Name">The metric's usual name, for example <c>inter-ocular</c>.</param>
/// <param name="First">Indices of the points whose mean is one end.</param>
/// <param name="Second">Indices of the points whose mean is the other end.</param>
public sealed record NmeNormalizer(string Name, ImmutableArray<int> First, ImmutableArray<int> Second);
