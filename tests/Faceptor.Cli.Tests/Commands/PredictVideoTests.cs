using System.Diagnostics;
using Faceptor.Cli.Predicting;

namespace Faceptor.Cli.Tests.Commands;

/// <summary>Pictures of videos: what ffmpeg gives, names of results, and what is said where it is missing or fails.</summary>
[Collection(TorchCollection.Name)]
public sealed class PredictVideoTests : IDisposable
{
    private readonly PredictFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_ffmpeg_one_line_says_so_and_other_inputs_are_predicted()
    {
        var picture = _folder.Picture("a.png");
        File.WriteAllText(_folder.File("clip.mp4"), "a video");

        var line = _folder.Predict(_folder.File("clip.mp4"), "--cropped", "--out", _folder.File("none"))
            .RequireOneLine(FaceptorApp.Failed);
        var both = _folder.Predict(
            _folder.File("clip.mp4"), picture, "--cropped", "--no-drawings", "--out", _folder.File("out"));

        Assert.Contains("ffprobe is not installed or not in PATH; install ffmpeg", line, StringComparison.Ordinal);
        Assert.Equal(FaceptorApp.Failed, both.Code);
        Assert.Equal(["a.json"], _folder.FilesIn("out"));
    }

    [Theory]
    [InlineData(new string[0], new[] { "t=0.00", "t=1.00", "t=2.00" })]
    [InlineData(new[] { "--fps", "2.5" }, new[] { "t=0.00", "t=0.40", "t=0.80" })]
    [InlineData(new[] { "--every", "10" }, new[] { "t=0.00", "t=0.40", "t=0.80" })]
    [InlineData(new[] { "--fps", "250" }, new[] { "t=0.000", "t=0.004", "t=0.008" })]
    public void Pictures_are_named_by_their_time(string[] rate, string[] expected)
    {
        Pretend("P6\\n32 24\\n255\\n", numPictures: 3);

        var result = _folder.Predict(
            [_folder.File("clip.mp4"), "--cropped", "--no-drawings", "--tasks", "age", "--out", _folder.File("out"), .. rate])
            .RequireGood();

        Assert.Equal(expected.Select(name => $"clip.mp4/{name}.json"), _folder.FilesIn("out"));
        Assert.All(expected, name =>
        {
            var analysis = _folder.Read($"out/clip.mp4/{name}.json");
            Assert.Equal($"{_folder.File("clip.mp4")}#{name}", analysis.Image);
            Assert.Equal((32, 24), (analysis.WidthPx, analysis.HeightPx));
        });
        Assert.Contains("3 images predicted; 3 faces", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_video_is_gone_on_with()
    {
        Pretend("P6\\n32 24\\n255\\n", numPictures: 3);
        string[] command = [_folder.File("clip.mp4"), "--cropped", "--tasks", "age", "--out", _folder.File("out")];
        _folder.Predict(command).RequireGood();
        File.Delete(_folder.File("out/clip.mp4/t=1.00.png"));

        var refused = _folder.Predict(command).RequireOneLine(FaceptorApp.WrongUsage);
        var result = _folder.Predict([.. command, "--resume"]).RequireGood();

        Assert.Contains("would be replaced", refused, StringComparison.Ordinal);
        Assert.Contains("1 image predicted, 2 were there", result.Output, StringComparison.Ordinal);
        Assert.Equal(6, _folder.FilesIn("out").Length);
    }

    [Theory]
    [InlineData("P6\\n32 24\\n255\\n", "moov atom not found", 1)]
    [InlineData("P5\\n32 24\\n255\\n", "expected pictures of at most", 0)]
    [InlineData("P6\\n99999 99999\\n255\\n", "expected pictures of at most", 0)]
    public void What_ffmpeg_cannot_read_fails_alone(string header, string complaint, int code)
    {
        Pretend(header, numPictures: code == 0 ? 1 : 0, code);

        var line = _folder.Predict(_folder.File("clip.mp4"), "--cropped", "--out", _folder.File("out"))
            .RequireOneLine(FaceptorApp.Failed);

        Assert.Contains("clip.mp4: ", line, StringComparison.Ordinal);
        Assert.Contains(complaint, line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_real_video_is_read_where_ffmpeg_is_installed()
    {
        var (ffmpeg, ffprobe) = (VideoTools.FindProgram("ffmpeg"), VideoTools.FindProgram("ffprobe"));
        Assert.SkipWhen(ffmpeg is null || ffprobe is null, "ffmpeg is not installed");
        (_folder.Programs["ffmpeg"], _folder.Programs["ffprobe"]) = (ffmpeg!, ffprobe!);
        var video = _folder.File("-odd: name.mkv");
        using (var process = Process.Start(
            ffmpeg!,
            ["-v", "error", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=2.4", "-c:v", "ffv1", $"file:{video}"]))
        {
            process.WaitForExit();
        }

        _folder.Predict(video, "--cropped", "--fps", "2", "--format", "jsonl", "--tasks", "age", "--out", _folder.File("out"))
            .RequireGood();

        var analyses = File.ReadLines(_folder.File("out/results.jsonl")).Select(line => ImageAnalysisJson.Read(line, "line"));
        Assert.Equal(
            ["0.00", "0.50", "1.00", "1.50", "2.00"], analyses.Select(analysis => analysis.Image.Split("#t=")[1]));
        Assert.All(analyses, analysis => Assert.Equal((64, 48), (analysis.WidthPx, analysis.HeightPx)));
    }

    // Programs that say what ffprobe and ffmpeg would.
    private void Pretend(string header, int numPictures, int code = 0)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the pretended ffmpeg is a shell script");
        File.WriteAllText(_folder.File("clip.mp4"), "a video");
        _folder.Programs["ffprobe"] = Script("ffprobe", "echo avg_frame_rate=25/1; echo duration=N/A; echo duration=3.0");
        _folder.Programs["ffmpeg"] = Script(
            "ffmpeg",
            $"i=0; while [ $i -lt {numPictures} ]; do printf '{header}'; head -c 2304 /dev/zero | tr '\\0' '\\101'; "
            + "i=$((i+1)); done; "
            + $"if [ {code} -ne 0 ]; then echo 'moov atom not found' >&2; fi; exit {code}");
    }

    private string Script(string name, string body)
    {
        var path = _folder.File(name);
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
