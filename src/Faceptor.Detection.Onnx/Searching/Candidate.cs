using System.Numerics;

namespace Faceptor.Detection.Onnx.Searching;

/// <summary>What may be a face: corners and points measured from the upper left edge of what they lie in.</summary>
/// <param name="Score">How sure the network is, from 0 to 1.</param>
/// <param name="TopLeft">A corner, (x, y) in pixels.</param>
/// <param name="BottomRight">The opposite corner.</param>
/// <param name="Points">Five points, or none.</param>
internal sealed record Candidate(float Score, Vector2 TopLeft, Vector2 BottomRight, Vector2[] Points)
{
    private static readonly Vector2 HalfPixel = new(0.5f);

    /// <summary>Whether all numbers are finite and the box has a size: a damaged network gives anything.</summary>
    public bool IsUsable =>
        Vector2.AllWhereAllBitsSet(Vector2.LessThan(TopLeft, BottomRight))
        && Vector2.AllWhereAllBitsSet(Vector2.IsFinite(TopLeft) & Vector2.IsFinite(BottomRight))
        && Points.All(point => Vector2.AllWhereAllBitsSet(Vector2.IsFinite(point)));

    /// <summary>The area of the box.</summary>
    public float Area => (BottomRight.X - TopLeft.X) * (BottomRight.Y - TopLeft.Y);

    /// <summary>What both boxes share, as a part of what they cover together: from 0 to 1.</summary>
    public float OverlapWith(Candidate other)
    {
        var shared = Vector2.Min(BottomRight, other.BottomRight) - Vector2.Max(TopLeft, other.TopLeft);
        if (shared.X <= 0 || shared.Y <= 0)
        {
            return 0;
        }

        var area = shared.X * shared.Y;
        return area / (Area + other.Area - area);
    }

    /// <summary>The same face elsewhere.</summary>
    /// <param name="map">Moves a point; boxes stay upright under it.</param>
    public Candidate Mapped(Func<Vector2, Vector2> map)
    {
        var (one, other) = (map(TopLeft), map(BottomRight));
        return new Candidate(
            Score, Vector2.Min(one, other), Vector2.Max(one, other), Array.ConvertAll(Points, point => map(point)));
    }

    /// <summary>The face as callers get it; points count from the middle of the first pixel.</summary>
    public DetectedFace ToFace() =>
        new(new FaceBox(TopLeft.Y, TopLeft.X, BottomRight.Y, BottomRight.X), Score)
        {
            FivePoints = [.. Points.Select(point => point - HalfPixel)],
        };
}
