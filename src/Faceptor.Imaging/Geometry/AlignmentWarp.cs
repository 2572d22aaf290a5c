using System.Numerics;

namespace Faceptor.Imaging.Geometry;

/// <summary>
/// The way between the pixels of an original image and those of the square image the network sees: a matrix, and
/// for some tasks a squeeze of everything far from the centre.
/// </summary>
/// <remarks>
/// Paper: appendix on dense tasks. Released configuration: factor 0.8 for LaPa, 0 elsewhere; argument of artanh clipped
/// to ±0.999.
/// </remarks>
internal sealed class AlignmentWarp
{
    private const double ArtanhLimit = 0.999;

    /// <summary>Describes the way.</summary>
    /// <param name="matrix">Original pixels to aligned pixels.</param>
    /// <param name="sidePx">Side of the square image in pixels.</param>
    /// <param name="tanhFactor">
    /// 0 for the plain matrix; w up to 1 bends what lies beyond 1 - w of the half side, up to infinity, into the
    /// image.
    /// </param>
    /// <exception cref="InvalidOperationException">The matrix collapses the plane, so there is no way back.</exception>
    public AlignmentWarp(AffineTransform matrix, int sidePx, double tanhFactor = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sidePx);
        ArgumentOutOfRangeException.ThrowIfNegative(tanhFactor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tanhFactor, 1);
        Matrix = matrix;
        SidePx = sidePx;
        TanhFactor = tanhFactor;
        Inverse = matrix.Inverse;
    }

    /// <summary>Original pixels to aligned pixels, before any bending.</summary>
    public AffineTransform Matrix { get; }

    /// <summary>Side of the square image in pixels.</summary>
    public int SidePx { get; }

    /// <summary>How much of the half side is bent; 0 for none.</summary>
    public double TanhFactor { get; }

    /// <summary>Aligned pixels to original pixels: the way back of <see cref="Matrix"/>, computed once.</summary>
    public AffineTransform Inverse { get; }

    /// <summary>Where a point of the original image lies in the aligned one.</summary>
    /// <param name="point">(x, y) in original pixels.</param>
    /// <returns>(x, y) in aligned pixels.</returns>
    public Vector2 ToAligned(Vector2 point)
    {
        var (x, y) = ToAligned(point.X, point.Y);
        return new Vector2((float)x, (float)y);
    }

    /// <summary>Where a point of the original image lies in the aligned one, in double precision.</summary>
    /// <param name="x">x in original pixels.</param>
    /// <param name="y">y in original pixels.</param>
    public (double X, double Y) ToAligned(double x, double y)
    {
        var aligned = Matrix.Apply(x, y);
        return TanhFactor == 0 ? aligned : (Squeeze(aligned.X), Squeeze(aligned.Y));
    }

    /// <summary>Where a point of the aligned image lies in the original one.</summary>
    /// <param name="point">(x, y) in aligned pixels.</param>
    /// <returns>(x, y) in original pixels.</returns>
    public Vector2 ToOriginal(Vector2 point)
    {
        var (x, y) = ToOriginal(point.X, point.Y);
        return new Vector2((float)x, (float)y);
    }

    /// <summary>Where a point of the aligned image lies in the original one, in double precision.</summary>
    /// <param name="x">x in aligned pixels.</param>
    /// <param name="y">y in aligned pixels.</param>
    public (double X, double Y) ToOriginal(double x, double y) =>
        TanhFactor == 0 ? Inverse.Apply(x, y) : Inverse.Apply(Stretch(x), Stretch(y));

    /// <summary>Undoes the bending along one axis, which needs nothing from the other.</summary>
    internal double Stretch(double coordinate)
    {
        if (TanhFactor == 0)
        {
            return coordinate;
        }

        var value = (2 * coordinate / SidePx) - 1;
        var beyond = Math.Abs(value) - 1 + TanhFactor;
        return beyond <= 0
            ? coordinate
            : FromNormalized(Math.CopySign(
                (TanhFactor * Math.Atanh(Math.Min(beyond / TanhFactor, ArtanhLimit))) + 1 - TanhFactor, value));
    }

    private double Squeeze(double coordinate)
    {
        var value = (2 * coordinate / SidePx) - 1;
        var beyond = Math.Abs(value) - 1 + TanhFactor;
        return beyond <= 0
            ? coordinate
            : FromNormalized(Math.CopySign((TanhFactor * Math.Tanh(beyond / TanhFactor)) + 1 - TanhFactor, value));
    }

    private double FromNormalized(double value) => (value + 1) * SidePx / 2;
}
