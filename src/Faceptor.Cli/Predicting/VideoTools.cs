using System.Diagnostics;
using System.Globalization;

namespace Faceptor.Cli.Predicting;

/// <summary>ffmpeg and ffprobe, which read videos where they are installed.</summary>
/// <param name="find">Finds a program by its name; null where it is not installed.</param>
internal sealed class VideoTools(Func<string, string?> find)
{
    /// <summary>Finds a program as a shell does.</summary>
    /// <param name="name">Its name, without the ending that programs have on Windows.</param>
    public static string? FindProgram(string name)
    {
        var file = OperatingSystem.IsWindows() ? $"{name}.exe" : name;
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>How long a video is, and how many pictures a second it has.</summary>
    /// <param name="path">Full path of the video.</param>
    /// <exception cref="DatasetException">It is no video, or ffprobe is not installed.</exception>
    public VideoInfo Probe(string path)
    {
        RequireFile(path);
        using var process = Start(
            "ffprobe",
            path,
            "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=avg_frame_rate,duration:format=duration",
            "-of", "default=noprint_wrappers=1", Source(path));
        var error = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries);
        process.WaitForExit();
        var rate = Values("avg_frame_rate").Select(RateOf).FirstOrDefault(rate => rate > 0);
        return process.ExitCode == 0 && rate > 0
            ? new VideoInfo(rate, Values("duration").Select(NumberOf).FirstOrDefault(seconds => seconds > 0))
            : throw Unreadable(path, error.Result);

        IEnumerable<string> Values(string key) => lines
            .Where(line => line.StartsWith($"{key}=", StringComparison.Ordinal))
            .Select(line => line[(key.Length + 1)..]);
    }

    /// <summary>Starts to read a video's pictures as a stream of PPM images.</summary>
    /// <param name="path">Full path of the video.</param>
    /// <param name="framesPerSecond">How many pictures a second.</param>
    /// <exception cref="DatasetException">ffmpeg is not installed.</exception>
    public Process Decode(string path, double framesPerSecond)
    {
        RequireFile(path);
        var rate = framesPerSecond.ToString("R", CultureInfo.InvariantCulture);
        return Start(
            "ffmpeg",
            path,
            "-nostdin", "-v", "error", "-protocol_whitelist", "file", "-i", Source(path), "-map", "0:v:0", "-vf",
            $"fps={rate}", "-f", "image2pipe", "-c:v", "ppm", "-pix_fmt", "rgb24", "-");
    }

    /// <summary>The error for a video that cannot be decoded.</summary>
    /// <param name="path">The video.</param>
    /// <param name="said">What ffmpeg said.</param>
    public static DatasetException Unreadable(string path, string said)
    {
        var last = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        return new DatasetException(
            path, $"the video cannot be read (ffmpeg: {MessageText.Quote(last ?? "no reason given")}); check that it plays.");
    }

    // A name is a file and nothing else, whatever ffmpeg makes of colons and dashes.
    private static string Source(string path) => $"file:{path}";

    private static void RequireFile(string path)
    {
        try
        {
            PlainFile.OpenRead(path).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                path, $"the video cannot be read ({error.Message.TrimEnd('.')}); check the path.", innerException: error);
        }
    }

    private static double RateOf(string text) => text.Split('/') is [var numerator, var denominator]
        ? NumberOf(denominator) > 0 ? NumberOf(numerator) / NumberOf(denominator) : 0
        : NumberOf(text);

    private static double NumberOf(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : 0;

    private Process Start(string name, string path, params string[] arguments)
    {
        var program = find(name) ?? throw new DatasetException(
            path,
            $"videos are read by ffmpeg, and {name} is not installed or not in PATH; install ffmpeg, or give pictures instead.");
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new DatasetException(
                path, $"videos are read by ffmpeg, and {program} cannot be started ({error.Message}); mend its installation.",
                innerException: error);
        }
    }
}

/// <summary>What a video is.</summary>
/// <param name="FramesPerSecond">Pictures a second, on average.</param>
/// <param name="Seconds">How long it is; 0 where nobody knows.</param>
internal sealed record VideoInfo(double FramesPerSecond, double Seconds);
