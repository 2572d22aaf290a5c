using Faceptor.Imaging;

namespace Faceptor.Detection.Onnx.Tests;

public sealed class OnnxFaceDetectorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<OnnxDetectorOptions, string> WrongOptions => new()
    {
        { new() { ScoreThreshold = 1.5 }, "ScoreThreshold: expected a number from 0 to 1, got 1.5" },
        { new() { ScoreThreshold = double.NaN }, "ScoreThreshold: expected a number from 0 to 1" },
        { new() { OverlapRatio = 0 }, "OverlapRatio: expected a number above 0" },
        { new() { MaxFaces = 0 }, "MaxFaces: expected at least 1, got 0" },
        { new() { MaxSidePx = 16 }, "MaxSidePx: expected 32 to 4096 pixels, got 16" },
        { new() { TileSidePx = 10 }, "TileSidePx: expected at least 64 pixels, got 10" },
        { new() { NumThreads = 0, MaxFaces = 0 }, "MaxFaces: expected at least 1, got 0; NumThreads: expected at least 1, got 0." },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(WrongOptions))]
    public void Options_that_cannot_work_are_all_named(OnnxDetectorOptions options, string message)
    {
        var error = Assert.Throws<OptionsException>(() => OnnxFaceDetector.Load("nowhere.onnx", options));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_refused()
    {
        var error = Assert.Throws<CheckpointException>(() => OnnxFaceDetector.Load(_folder.Path));

        Assert.Contains("expected a file, got a folder", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>not found</html>")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:8f23\nsize 232589\n")]
    public void What_is_no_onnx_file_is_refused_in_one_line(string content)
    {
        var path = _folder.Write("detector.onnx", content);

        var error = Assert.Throws<CheckpointException>(() => OnnxFaceDetector.Load(path));

        Assert.Contains("expected an ONNX file of a face detector", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Only_faces_of_the_wanted_score_and_number_come_the_surest_first()
    {
        var file = SyntheticDetectors.Scrfd();
        Array.Fill(file["box_8"], 0.5f);
        (file["score_8"][0], file["score_8"][4], file["score_8"][8]) = (0.55f, 0.95f, 0.75f);

        Assert.Equal([0.95f, 0.75f, 0.55f], Scores(null));
        Assert.Equal([0.95f, 0.75f], Scores(new OnnxDetectorOptions { ScoreThreshold = 0.6 }));
        Assert.Equal([0.95f], Scores(new OnnxDetectorOptions { MaxFaces = 1 }));

        IEnumerable<float> Scores(OnnxDetectorOptions? options)
        {
            using var detector = file.Load(options);
            return [.. detector.Detect(new RgbImage(64, 64)).Select(face => (float)face.Score)];
        }
    }

    [Fact]
    public void A_wish_for_less_overlap_joins_boxes_that_are_two_otherwise()
    {
        var file = SyntheticDetectors.Scrfd();
        Array.Fill(file["box_8"], 0.75f); // 12 pixels wide, 8 apart: a fifth of both is shared
        (file["score_8"][0], file["score_8"][2]) = (0.8f, 0.9f);
        using var usual = file.Load();
        using var joining = file.Load(new OnnxDetectorOptions { OverlapRatio = 0.1 });

        Assert.Equal(2, usual.Detect(new RgbImage(64, 64)).Length);
        Assert.Single(joining.Detect(new RgbImage(64, 64)));
    }

    [Fact]
    public void A_detector_that_is_disposed_says_so()
    {
        var detector = SyntheticDetectors.YuNet().Load();
        detector.Dispose();
        detector.Dispose();

        Assert.Throws<ObjectDisposedException>(() => detector.Detect(new RgbImage(64, 64)));
    }

    [Fact]
    public void Work_that_is_stopped_before_it_begins_does_not_begin()
    {
        using var detector = SyntheticDetectors.YuNet().Load();

        Assert.Throws<OperationCanceledException>(
            () => detector.Detect(new RgbImage(64, 64).View(), new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData("blazeface-back")]
    public void Work_that_is_stopped_ends(string name)
    {
        // Thousands of tiles would take many seconds; the stop comes while they are looked at.
        using var detector = FetchedDetectors.Load(name, new OnnxDetectorOptions { TileSidePx = 64 });
        using var stop = new CancellationTokenSource();
        var image = TestImages.Noise(4000, 4000);
        var looking = Task.Run(() => detector.Detect(image.View(), stop.Token));
        stop.CancelAfter(200);

        var error = Assert.ThrowsAny<OperationCanceledException>(() => looking.GetAwaiter().GetResult());

        Assert.Equal(stop.Token, error.CancellationToken);
    }

    [Theory]
    [InlineData("blazeface-front")]
    [InlineData("blazeface-back")]
    public void Callers_beside_each_other_get_what_one_gets(string name)
    {
        using var detector = FetchedDetectors.Load(name);
        RgbImage[] images = [TestImages.Photograph, TestImages.Scaled(0.5), TestImages.Turned(15).Image, TestImages.Scaled(2)];
        var alone = images.Select(image => Text(detector.Detect(image))).ToArray();

        var beside = new string[40];
        Parallel.For(0, beside.Length, i => beside[i] = Text(detector.Detect(images[i % images.Length])));

        Assert.All(beside.Index(), result => Assert.Equal(alone[result.Index % images.Length], result.Item));

        static string Text(IEnumerable<DetectedFace> faces) =>
            string.Join('\n', faces.Select(face => $"{face.Score:R} {face.Box} {string.Join(' ', face.FivePoints)}"));
    }
}
