using System.Numerics;
using Faceptor.Detection.Onnx.Networks;
using Faceptor.Imaging.Resampling;

namespace Faceptor.Detection.Onnx.Searching;

/// <summary>A part of an image, scaled into a network's input; black surrounds it where the shapes differ.</summary>
internal sealed class InputPlanes
{
    private readonly InputLayout _layout;
    private readonly SearchArea _area;
    private readonly (int Width, int Height) _scaled;
    private readonly (int Left, int Top) _offset;

    /// <summary>Decides on sizes.</summary>
    /// <param name="layout">What the network takes.</param>
    /// <param name="area">The part of the image.</param>
    /// <param name="maxSidePx">Longest side where the network takes any.</param>
    public InputPlanes(InputLayout layout, SearchArea area, int maxSidePx)
    {
        (_layout, _area) = (layout, area);
        var ratio = Math.Min(
            (layout.WidthPx ?? maxSidePx) / (double)area.WidthPx, (layout.HeightPx ?? maxSidePx) / (double)area.HeightPx);
        ratio = layout.Enlarges ? ratio : Math.Min(1, ratio);
        _scaled = (Scaled(area.WidthPx), Scaled(area.HeightPx));
        WidthPx = layout.WidthPx ?? UpToMultiple(_scaled.Width);
        HeightPx = layout.HeightPx ?? UpToMultiple(_scaled.Height);
        _offset = layout.IsCentred ? ((WidthPx - _scaled.Width) / 2, (HeightPx - _scaled.Height) / 2) : (0, 0);

        int Scaled(int side) => Math.Max(1, (int)Math.Round(side * ratio));
        int UpToMultiple(int side) => (side + layout.MultiplePx - 1) / layout.MultiplePx * layout.MultiplePx;
    }

    /// <summary>Width of the input.</summary>
    public int WidthPx { get; }

    /// <summary>Height of the input.</summary>
    public int HeightPx { get; }

    /// <summary>How many numbers the input has.</summary>
    public int Length => 3 * WidthPx * HeightPx;

    /// <summary>Fills the input.</summary>
    /// <param name="image">The image.</param>
    /// <param name="target">Receives <see cref="Length"/> numbers.</param>
    public void Fill(ImageView image, Span<float> target)
    {
        target.Fill((0 - _layout.Mean) * _layout.Scale);
        if (_scaled == (_area.WidthPx, _area.HeightPx))
        {
            for (var y = 0; y < _scaled.Height; y++)
            {
                var first = (((_area.Top + y) * image.WidthPx) + _area.Left) * 3;
                FillRow(image.Rgb.Slice(first, 3 * _scaled.Width), y, target);
            }

            return;
        }

        var columns = AntialiasedKernels.Linear(_area.WidthPx, _scaled.Width).Columns;
        var rows = AntialiasedKernels.Linear(_area.HeightPx, _scaled.Height).Rows;
        var scaled = AntialiasedPass.Apply(image, _area.Left, _area.Top, _area.HeightPx, columns, rows);
        for (var y = 0; y < scaled.Height; y++)
        {
            FillRow(scaled.Row(y), y, target);
        }
    }

    /// <summary>Where a point of the input lies in the image, both measured from the edge.</summary>
    /// <param name="point">(x, y) in pixels of the input.</param>
    public Vector2 ToImage(Vector2 point) =>
        new Vector2(
            (point.X - _offset.Left) * _area.WidthPx / _scaled.Width,
            (point.Y - _offset.Top) * _area.HeightPx / _scaled.Height)
        + new Vector2(_area.Left, _area.Top);

    private void FillRow(ReadOnlySpan<byte> rgb, int y, Span<float> target)
    {
        var (mean, scale) = (_layout.Mean, _layout.Scale);
        var first = ((_offset.Top + y) * WidthPx) + _offset.Left;
        if (_layout.IsChannelsLast)
        {
            var row = target.Slice(3 * first, rgb.Length);
            for (var i = 0; i < rgb.Length; i++)
            {
                row[i] = (rgb[i] - mean) * scale;
            }

            return;
        }

        var area = WidthPx * HeightPx;
        var (red, blue) = _layout.IsBlueFirst ? (2 * area, 0) : (0, 2 * area);
        var reds = target.Slice(red + first, rgb.Length / 3);
        var greens = target.Slice(area + first, reds.Length);
        var blues = target.Slice(blue + first, reds.Length);
        for (var (x, from) = (0, 0); x < reds.Length; x++, from += 3)
        {
            reds[x] = (rgb[from] - mean) * scale;
            greens[x] = (rgb[from + 1] - mean) * scale;
            blues[x] = (rgb[from + 2] - mean) * scale;
        }
    }
}
