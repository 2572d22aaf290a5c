using System.Numerics;
using System.Runtime.InteropServices;
using Faceptor.Imaging.Natives;
using SkiaSharp;

namespace Faceptor.Synthetic.Drawing;

/// <summary>
/// An image and its label map under one transform: what is filled with a class goes into both, so labels follow from
/// drawing.
/// The image is anti-aliased, the map is not.
/// </summary>
internal sealed class FaceCanvas : IDisposable
{
    private readonly SKBitmap _image;
    private readonly SKBitmap? _map;
    private readonly SKCanvas _imageCanvas;
    private readonly SKCanvas? _mapCanvas;
    private readonly SKPaint _paint;
    private readonly SKPaint _labelPaint;

    public FaceCanvas(int width, int height, int mapWidth, int mapHeight)
    {
        SkiaRuntime.Require();
        _image = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        _imageCanvas = new SKCanvas(_image);
        if (mapWidth > 0)
        {
            // One alpha byte a pixel takes a class number exactly as it is.
            _map = new SKBitmap(new SKImageInfo(mapWidth, mapHeight, SKColorType.Alpha8));
            _mapCanvas = new SKCanvas(_map);
            _mapCanvas.Clear(SKColors.Transparent);
            _mapCanvas.Scale((float)mapWidth / width, (float)mapHeight / height);
        }

        _paint = new SKPaint { IsAntialias = true, StrokeCap = SKStrokeCap.Round, StrokeJoin = SKStrokeJoin.Round };
        _labelPaint = new SKPaint
        {
            IsAntialias = false,
            BlendMode = SKBlendMode.Src,
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
        };
        Width = width;
        Height = height;
    }

    public int Width { get; }

    public int Height { get; }

    public void Dispose()
    {
        _imageCanvas.Dispose();
        _mapCanvas?.Dispose();
        _image.Dispose();
        _map?.Dispose();
        _paint.Dispose();
        _labelPaint.Dispose();
    }

    /// <summary>From here on coordinates are those of the face.</summary>
    public void EnterFace(Matrix3x2 faceToImage)
    {
        var m = new SKMatrix(
            faceToImage.M11, faceToImage.M21, faceToImage.M31,
            faceToImage.M12, faceToImage.M22, faceToImage.M32,
            0, 0, 1);
        _imageCanvas.Concat(m);
        _mapCanvas?.Concat(m);
    }

    public void Fill(SKPath path, SKColor colour, byte? label = null)
    {
        _paint.Style = SKPaintStyle.Fill;
        _paint.Color = colour;
        _imageCanvas.DrawPath(path, _paint);
        Label(path, label, SKPaintStyle.Fill, 0);
    }

    public void FillLinear(SKPath path, Vector2 from, SKColor start, Vector2 to, SKColor end, byte? label = null)
    {
        using var shader = SKShader.CreateLinearGradient(
            new SKPoint(from.X, from.Y), new SKPoint(to.X, to.Y), [start, end], SKShaderTileMode.Clamp);
        FillShader(path, shader);
        Label(path, label, SKPaintStyle.Fill, 0);
    }

    /// <summary>A soft spot that fades to nothing at its radius; image only.</summary>
    public void Glow(Vector2 centre, float radius, SKColor colour, float heightRatio = 1)
    {
        using var shader = SKShader.CreateRadialGradient(
            SKPoint.Empty,
            radius,
            [colour, colour.WithAlpha((byte)(colour.Alpha * 0.55f)), colour.WithAlpha(0)],
            [0, 0.45f, 1],
            SKShaderTileMode.Clamp);
        _imageCanvas.Save();
        _imageCanvas.Translate(centre.X, centre.Y);
        _imageCanvas.Scale(1, heightRatio);
        _paint.Style = SKPaintStyle.Fill;
        _paint.Color = SKColors.Black;
        _paint.Shader = shader;
        _imageCanvas.DrawCircle(0, 0, radius, _paint);
        _paint.Shader = null;
        _imageCanvas.Restore();
    }

    /// <summary>A path with blurred edges; image only.</summary>
    public void Soft(SKPath path, SKColor colour, float sigma, float strokeWidth = 0)
    {
        using var blur = SKMaskFilter.CreateBlur(SKBlurStyle.Normal, sigma);
        _paint.Style = strokeWidth > 0 ? SKPaintStyle.Stroke : SKPaintStyle.Fill;
        _paint.StrokeWidth = strokeWidth;
        _paint.Color = colour;
        _paint.MaskFilter = blur;
        _imageCanvas.DrawPath(path, _paint);
        _paint.MaskFilter = null;
    }

    public void Stroke(SKPath path, SKColor colour, float width, byte? label = null)
    {
        _paint.Style = SKPaintStyle.Stroke;
        _paint.StrokeWidth = width;
        _paint.Color = colour;
        _imageCanvas.DrawPath(path, _paint);
        Label(path, label, SKPaintStyle.Stroke, width);
    }

    /// <summary>Sets the class of a path without drawing it.</summary>
    public void Mark(SKPath path, byte label) => Label(path, label, SKPaintStyle.Fill, 0);

    /// <summary>A disc of one colour and class.</summary>
    public void Disc(Vector2 centre, float radius, SKColor colour, byte? label = null)
    {
        using var path = Curves.Ellipse(centre, radius, radius);
        Fill(path, colour, label);
    }

    /// <summary>Draws what <paramref name="paint"/> draws, but only inside the path.</summary>
    public void Inside(SKPath clip, Action paint) => Clipped(clip, SKClipOperation.Intersect, paint);

    /// <summary>Draws what <paramref name="paint"/> draws, but only outside the path.</summary>
    public void Outside(SKPath clip, Action paint) => Clipped(clip, SKClipOperation.Difference, paint);

    /// <summary>Blurs the image drawn so far; the label map stays sharp.</summary>
    public void Blur(float sigmaPx)
    {
        using var copy = _image.Copy();
        using var filter = SKImageFilter.CreateBlur(sigmaPx, sigmaPx, SKShaderTileMode.Clamp);
        using var paint = new SKPaint { ImageFilter = filter };
        _imageCanvas.Save();
        _imageCanvas.ResetMatrix();
        _imageCanvas.DrawBitmap(copy, 0, 0, paint);
        _imageCanvas.Restore();
    }

    /// <summary>The image as R G B bytes.</summary>
    public byte[] ReadImage()
    {
        var rgba = MemoryMarshal.AsBytes(_image.GetPixelSpan());
        var pixels = new byte[Width * Height * 3];
        for (int from = 0, to = 0; to < pixels.Length; from += 4, to += 3)
        {
            pixels[to] = rgba[from];
            pixels[to + 1] = rgba[from + 1];
            pixels[to + 2] = rgba[from + 2];
        }

        return pixels;
    }

    /// <summary>The classes, or null when no map was asked for.</summary>
    public byte[]? ReadMap()
    {
        if (_map is null)
        {
            return null;
        }

        var classes = new byte[_map.Width * _map.Height];
        var bytes = _map.GetPixelSpan();
        for (var y = 0; y < _map.Height; y++)
        {
            bytes.Slice(y * _map.RowBytes, _map.Width).CopyTo(classes.AsSpan(y * _map.Width));
        }

        return classes;
    }

    private void FillShader(SKPath path, SKShader shader)
    {
        _paint.Style = SKPaintStyle.Fill;
        _paint.Color = SKColors.Black;
        _paint.Shader = shader;
        _imageCanvas.DrawPath(path, _paint);
        _paint.Shader = null;
    }

    private void Label(SKPath path, byte? label, SKPaintStyle style, float width)
    {
        if (label is null || _mapCanvas is null)
        {
            return;
        }

        _labelPaint.Style = style;
        _labelPaint.StrokeWidth = width;
        _labelPaint.Color = new SKColor(0, 0, 0, label.Value);
        _mapCanvas.DrawPath(path, _labelPaint);
    }

    private void Clipped(SKPath clip, SKClipOperation operation, Action paint)
    {
        _imageCanvas.Save();
        _imageCanvas.ClipPath(clip, operation, antialias: true);
        _mapCanvas?.Save();
        _mapCanvas?.ClipPath(clip, operation, antialias: false);
        paint();
        _imageCanvas.Restore();
        _mapCanvas?.Restore();
    }
}
