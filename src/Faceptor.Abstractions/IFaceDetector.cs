using System.Collections.Immutable;
using System.Numerics;

namespace Faceptor;

/// <summary>Finds faces in images.</summary>
/// <remarks>Members may be called from several threads.</remarks>
public interface IFaceDetector : IDisposable
{
    /// <summary>Finds the faces of an image.</summary>
    /// <param name="image">The image; not kept.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The faces in any order; none when there is none.</returns>
    ImmutableArray<DetectedFace> Detect(ImageView image, CancellationToken cancellationToken = default);
}

/// <summary>A face that a detector found.</summary>
/// <param name="Box">Its box in pixels of the image; edges may lie outside.</param>
/// <param name="Score">How sure the detector is, from 0 to 1.</param>
public sealed record DetectedFace(FaceBox Box, double Score)
{
    /// <summary>
    /// Left eye, right eye, nose tip, left and right mouth corner as the viewer sees them, (x, y) in pixels of the
    /// image; empty where the detector does not say.
    /// </summary>
    public ImmutableArray<Vector2> FivePoints { get; init; } = [];
}

/// <summary>Pixels of an image in someone else's memory, so that a detector needs no image type.</summary>
public readonly ref struct ImageView
{
    /// <summary>Describes the pixels.</summary>
    /// <param name="rgb">Red, green and blue of each pixel, row after row from the top, without gaps.</param>
    /// <param name="widthPx">Width in pixels; above 0.</param>
    /// <param name="heightPx">Height in pixels; above 0.</param>
    /// <exception cref="ArgumentException">There are not three bytes a pixel.</exception>
    public ImageView(ReadOnlySpan<byte> rgb, int widthPx, int heightPx)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(widthPx);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heightPx);
        if (rgb.Length != 3L * widthPx * heightPx)
        {
            throw new ArgumentException(
                $"expected 3 bytes for each of {widthPx} x {heightPx} pixels, got {rgb.Length} bytes.", nameof(rgb));
        }

        Rgb = rgb;
        WidthPx = widthPx;
        HeightPx = heightPx;
    }

    /// <summary>Red, green and blue of each pixel, row after row from the top.</summary>
    public ReadOnlySpan<byte> Rgb { get; }

    /// <summary>Width in pixels.</summary>
    public int WidthPx { get; }

    /// <summary>Height in pixels.</summary>
    public int HeightPx { get; }
}
