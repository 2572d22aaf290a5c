using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Inference;

/// <summary>
/// Left eye, right eye, nose tip, left and right mouth corner (the viewer's sides): what faces are aligned by.
/// </summary>
internal static class FivePoints
{
    /// <summary>Where the five points lie in a landmark box of a frontal face, as shares of its sides.</summary>
    private static readonly ImmutableArray<Vector2> Typical =
        [new(0.29f, 0.22f), new(0.71f, 0.22f), new(0.5f, 0.5f), new(0.35f, 0.71f), new(0.65f, 0.71f)];

    /// <summary>Which points of a scheme make up each of the five; their mean is taken.</summary>
    private static readonly ImmutableArray<(LandmarkSchema Schema, int[][] Members)> Sources =
    [
        (LandmarkSchema.Points68, [[36, 39], [42, 45], [30], [48], [54]]),
        (LandmarkSchema.Points98, [[96], [97], [54], [76], [82]]),
        (LandmarkSchema.Points29, [[16], [17], [20], [22], [23]]),
        (LandmarkSchema.Points19, [[7], [10], [13], [15], [17]]),
    ];

    /// <summary>The five points of a typical face that fills a landmark box.</summary>
    public static ImmutableArray<Vector2> OfBox(FaceBox box) =>
        [.. Typical.Select(point => new Vector2(box.Left + (point.X * box.Width), box.Top + (point.Y * box.Height)))];

    /// <summary>The landmark box of a typical face that has five points: the way back of <see cref="OfBox"/>.</summary>
    /// <param name="points">The five points; a turned face has the upright square of its size and middle.</param>
    public static FaceBox BoxOf(ReadOnlySpan<Vector2> points)
    {
        var place = AffineTransform.Similarity(Typical.AsSpan(), points);
        var (x, y) = place.Apply(0.5, 0.5);
        var half = Math.Sqrt(Math.Abs(place.Determinant)) / 2;
        return new FaceBox((float)(y - half), (float)(x - half), (float)(y + half), (float)(x + half));
    }

    /// <summary>The crop that the fast mode shows to all dense tasks: the face upright, with its surroundings.</summary>
    /// <param name="points">The five points of the face.</param>
    /// <param name="sidePx">Side of the crop in pixels.</param>
    /// <param name="boxRatio">The landmark box's share of the side.</param>
    public static AlignmentWarp Align(ReadOnlySpan<Vector2> points, int sidePx, float boxRatio)
    {
        var margin = (1 - boxRatio) / 2;
        Span<Vector2> places = stackalloc Vector2[AlignmentTemplate.NumPoints];
        for (var place = 0; place < places.Length; place++)
        {
            places[place] = ((new Vector2(margin) + (boxRatio * Typical[place])) * sidePx) - new Vector2(0.5f);
        }

        return new AlignmentWarp(AffineTransform.Similarity(points, places), sidePx);
    }

    /// <summary>Whether it is known which points of a scheme are eyes, nose and mouth.</summary>
    public static bool AreIn(LandmarkSchema schema) => Sources.Any(source => source.Schema == schema);

    /// <summary>The five points of predicted landmarks; null when the landmarks do not form a face.</summary>
    public static ImmutableArray<Vector2>? Of(LandmarkSchema schema, ReadOnlySpan<Vector2> points, FaceBox box)
    {
        var members = Sources.First(source => source.Schema == schema).Members;
        var five = new Vector2[members.Length];
        for (var place = 0; place < five.Length; place++)
        {
            foreach (var index in members[place])
            {
                five[place] += points[index] / members[place].Length;
            }
        }

        return FormsFace(five, box) ? [.. five] : null;
    }

    /// <summary>Whether a box that the landmarks give may replace the one that they were found with.</summary>
    public static bool IsPlausibleRefinement(FaceBox before, FaceBox after)
    {
        var (x, y) = ((after.Left + after.Right) / 2, (after.Top + after.Bottom) / 2);
        return after.Width > before.Width * 0.3f && after.Width < before.Width * 2
            && x > before.Left && x < before.Right && y > before.Top && y < before.Bottom;
    }

    /// <summary>Whether a box differs so much from the one that the landmarks gave that a look at it is no good look.</summary>
    /// <remarks>Our choice: about the scales that training varies faces by.</remarks>
    public static bool IsFarOff(FaceBox before, FaceBox after)
    {
        var scale = before.Width / after.Width;
        var (x, y) = (before.Left + before.Right - after.Left - after.Right, before.Top + before.Bottom - after.Top - after.Bottom);
        return scale is > 1.3f or < 0.77f || Math.Max(Math.Abs(x), Math.Abs(y)) / 2 > 0.2f * after.Width;
    }

    /// <summary>Whether five points may be those of a face in a box: eyes above the mouth, neither in one spot.</summary>
    /// <remarks>
    /// A network that does not know faces yet puts all points on one spot; aligning by them would cut out a few pixels.
    /// </remarks>
    public static bool FormsFace(ReadOnlySpan<Vector2> five, FaceBox box)
    {
        var eyes = five[1] - five[0];
        var down = ((five[3] + five[4]) / 2) - ((five[0] + five[1]) / 2);
        var across = (eyes.X * down.Y) - (eyes.Y * down.X);
        return eyes.Length() > 0.1f * box.Width && down.Length() > 0.1f * box.Height && across > 0;
    }
}
