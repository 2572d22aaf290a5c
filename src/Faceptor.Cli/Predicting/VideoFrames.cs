using System.Diagnostics;
using System.Globalization;
using Faceptor.Imaging;

namespace Faceptor.Cli.Predicting;

/// <summary>Reads the pictures of a video one after the other, turned upright.</summary>
internal sealed class VideoFrames : IDisposable
{
    private const int MaxHeaderLength = 64;

    private readonly string _path;
    private readonly double _framesPerSecond;
    private readonly Process _process;
    private readonly Task<string> _said;
    private readonly BufferedStream _pictures;
    private long _next;

    /// <summary>Begins to read.</summary>
    /// <param name="tools">ffmpeg.</param>
    /// <param name="path">Full path of the video.</param>
    /// <param name="framesPerSecond">How many pictures a second, above 0.</param>
    /// <exception cref="DatasetException">ffmpeg is not installed.</exception>
    public VideoFrames(VideoTools tools, string path, double framesPerSecond)
    {
        _path = path;
        _framesPerSecond = framesPerSecond;
        _process = tools.Decode(path, framesPerSecond);
        _said = _process.StandardError.ReadToEndAsync();
        _pictures = new BufferedStream(_process.StandardOutput.BaseStream, 1 << 16);
    }

    /// <summary>
    /// Time of a picture as names of results have it: hundredths of a second, or thousandths where pictures are denser.
    /// </summary>
    /// <param name="seconds">The time.</param>
    /// <param name="framesPerSecond">Pictures a second.</param>
    public static string TimeText(double seconds, double framesPerSecond) =>
        seconds.ToString(framesPerSecond <= 50 ? "F2" : "F3", CultureInfo.InvariantCulture);

    /// <summary>Reads the next picture.</summary>
    /// <returns>When it is shown in seconds, and the picture; null at the end.</returns>
    /// <exception cref="DatasetException">The video is damaged or no video.</exception>
    public (double Seconds, RgbImage Image)? Next()
    {
        var first = _pictures.ReadByte();
        if (first < 0)
        {
            _process.WaitForExit();
            return _process.ExitCode == 0 && _next > 0 ? null : throw VideoTools.Unreadable(_path, _said.Result);
        }

        if (first != 'P' || Word() != "6" || Size() is not { } width || Size() is not { } height || Word() != "255"
            || (long)width * height > ImageCodec.MaxPixels)
        {
            throw new DatasetException(
                _path,
                $"expected pictures of at most {ImageCodec.MaxPixels} pixels from ffmpeg, got something else; scale the "
                + "video down.");
        }

        var image = new RgbImage(width, height);
        if (_pictures.ReadAtLeast(image.Pixels, image.Pixels.Length, throwOnEndOfStream: false) < image.Pixels.Length)
        {
            _process.WaitForExit();
            throw VideoTools.Unreadable(_path, _said.Result);
        }

        return (_next++ / _framesPerSecond, image);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (!_process.HasExited)
            {
                _process.Kill();
            }
        }
        catch (InvalidOperationException)
        {
            // It has just ended.
        }

        _process.Dispose();
    }

    private int? Size() =>
        int.TryParse(Word(), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : null;

    // Words of a PPM header are parted by one blank each; the last is followed by one, too.
    private string Word()
    {
        Span<char> letters = stackalloc char[MaxHeaderLength];
        var length = 0;
        while (length < MaxHeaderLength && _pictures.ReadByte() is var letter && letter > ' ')
        {
            letters[length++] = (char)letter;
        }

        return new string(letters[..length]);
    }
}
