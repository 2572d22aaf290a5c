using System.Text;
using Faceptor.Imaging;
using SkiaSharp;

namespace Faceptor.Synthetic.Writing;

/// <summary>Draws the images of all sets, several at a time, and stores them below one folder.</summary>
internal sealed class SyntheticDatasetWriter
{
    private const int JpegQuality = 92;

    private static readonly UTF8Encoding PlainUtf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string _root;
    private readonly IProgress<WorkProgress>? _progress;
    private readonly ParallelOptions _parallel;
    private readonly int _total;
    private int _done;

    public SyntheticDatasetWriter(
        string root,
        SyntheticDatasetOptions options,
        int total,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken)
    {
        _root = root;
        _total = total;
        _progress = progress;
        Seed = options.Seed;
        _parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.MaxThreads,
            CancellationToken = cancellationToken,
        };
    }

    public long Seed { get; }

    public static byte[] Jpeg(RgbImage image)
    {
        using var bitmap = ToBitmap(image);
        using var pixels = bitmap.PeekPixels();
        return Bytes(pixels.Encode(new SKJpegEncoderOptions(JpegQuality)));
    }

    public static byte[] Png(RgbImage image)
    {
        using var bitmap = ToBitmap(image);
        using var pixels = bitmap.PeekPixels();
        return Bytes(pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Sub, 2)));
    }

    public static byte[] GreyPng(int width, int height, ReadOnlySpan<byte> grey)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque));
        var target = bitmap.GetPixelSpan();
        for (var y = 0; y < height; y++)
        {
            grey.Slice(y * width, width).CopyTo(target[(y * bitmap.RowBytes)..]);
        }

        using var pixels = bitmap.PeekPixels();
        // Rows of a mask mostly repeat the one above. Without a filter Skia takes seven times as long.
        return Bytes(pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Up, 1)));
    }

    /// <summary>Makes the images 0 … count − 1, in any order; the results come in order.</summary>
    public T[] Make<T>(int count, Func<int, T> make)
    {
        var results = new T[count];
        try
        {
            Parallel.For(0, count, _parallel, index =>
            {
                results[index] = make(index);
                _progress?.Report(new WorkProgress(Interlocked.Increment(ref _done), _total));
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            // Whatever the number of threads that failed, one reason is enough and keeps its type.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        return results;
    }

    /// <summary>The full path of a file below the root, given with slashes; its folder exists afterwards.</summary>
    public string PathOf(string relative)
    {
        var path = Path.Combine(_root, Path.Combine(relative.Split('/')));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    public void Store(string relative, byte[] content) => File.WriteAllBytes(PathOf(relative), content);

    /// <summary>Stores lines, each ended as told.</summary>
    public void StoreLines(string relative, IEnumerable<string> lines, string lineEnd = "\n")
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(line).Append(lineEnd);
        }

        File.WriteAllText(PathOf(relative), text.ToString(), PlainUtf8);
    }

    private static byte[] Bytes(SKData? encoded)
    {
        using (encoded)
        {
            return encoded?.ToArray() ?? throw new InvalidOperationException(
                "The codec library gave no bytes for a drawn image.");
        }
    }

    private static SKBitmap ToBitmap(RgbImage image)
    {
        var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var target = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; from < image.Pixels.Length; from += 3, to += 4)
        {
            target[to] = image.Pixels[from];
            target[to + 1] = image.Pixels[from + 1];
            target[to + 2] = image.Pixels[from + 2];
            target[to + 3] = 255;
        }

        return bitmap;
    }
}
