using Faceptor.Imaging.Resampling;
using SkiaSharp;

namespace Faceptor.Imaging.Codecs;

/// <summary>Where the stored pixels of an image go when it is turned upright.</summary>
internal readonly struct PixelTurn
{
    private readonly int _origin; // of the first stored pixel
    private readonly int _alongRow; // from a stored pixel to its right neighbour
    private readonly int _alongColumn; // from a stored pixel to the one below it

    /// <param name="origin">Which corner of the upright image the first stored pixel and row belong to.</param>
    /// <param name="width">Stored width.</param>
    /// <param name="height">Stored height.</param>
    public PixelTurn(SKEncodedOrigin origin, int width, int height)
    {
        StoredWidth = width;
        var swaps = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop
            or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        (Width, Height) = swaps ? (height, width) : (width, height);
        // (x, y) of the corner, and the steps there along a stored row and a stored column.
        var (right, bottom) = (Width - 1, Height - 1);
        (_origin, _alongRow, _alongColumn) = origin switch
        {
            SKEncodedOrigin.TopRight => (right, -1, Width),
            SKEncodedOrigin.BottomRight => ((bottom * Width) + right, -1, -Width),
            SKEncodedOrigin.BottomLeft => (bottom * Width, 1, -Width),
            SKEncodedOrigin.LeftTop => (0, Width, 1),
            SKEncodedOrigin.RightTop => (right, Width, -1),
            SKEncodedOrigin.RightBottom => ((bottom * Width) + right, -Width, -1),
            SKEncodedOrigin.LeftBottom => (bottom * Width, -Width, 1),
            _ => (0, 1, Width),
        };
    }

    /// <summary>Width of the upright image.</summary>
    public int Width { get; }

    /// <summary>Height of the upright image.</summary>
    public int Height { get; }

    /// <summary>Whether the image is upright as it is stored.</summary>
    public bool IsIdentity => _alongRow == 1 && _alongColumn == StoredWidth;

    private int StoredWidth { get; }

    /// <summary>Puts stored rows of R G B A into an upright image of R G B.</summary>
    /// <param name="rgba">Whole rows.</param>
    /// <param name="firstRow">Stored row that they begin with.</param>
    /// <param name="target">The upright image.</param>
    public void PlaceRgb(ReadOnlySpan<byte> rgba, int firstRow, Span<byte> target)
    {
        if (IsIdentity)
        {
            PixelPacking.DropAlpha(
                rgba, target.Slice(firstRow * StoredWidth * 3, rgba.Length / 4 * 3));
            return;
        }

        var numRows = rgba.Length / (StoredWidth * 4);
        // Down the columns inside, because a turn by 90 degrees makes neighbours of them.
        for (var x = 0; x < StoredWidth; x++)
        {
            var to = (_origin + (firstRow * _alongColumn) + (x * _alongRow)) * 3;
            for (var (row, from) = (0, x * 4); row < numRows; row++, from += StoredWidth * 4)
            {
                target[to] = rgba[from];
                target[to + 1] = rgba[from + 1];
                target[to + 2] = rgba[from + 2];
                to += _alongColumn * 3;
            }
        }
    }

    /// <summary>Puts a stored row of single values into an upright map.</summary>
    public void PlaceRow(ReadOnlySpan<byte> values, int row, Span<byte> target)
    {
        var to = _origin + (row * _alongColumn);
        if (_alongRow == 1)
        {
            values.CopyTo(target[to..]);
            return;
        }

        foreach (var value in values)
        {
            target[to] = value;
            to += _alongRow;
        }
    }
}
