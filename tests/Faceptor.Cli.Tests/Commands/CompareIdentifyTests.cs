using Faceptor.Models.Weights;

namespace Faceptor.Cli.Tests.Commands;

/// <summary>From two pictures, or a gallery and a picture, to what is said of them.</summary>
[Collection(TorchCollection.Name)]
public sealed class CompareIdentifyTests : IDisposable
{
    private readonly PredictFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_is_like_itself_and_nothing_more_is_claimed()
    {
        var (one, other) = (_folder.Picture("one.png"), _folder.Picture("other.png", 90));

        var same = Run("compare", one, one, "--cropped").RequireGood().Output;
        var different = Run("compare", one, other, "--cropped").RequireGood().Output;

        Assert.StartsWith("similarity: 1.0000 (cosine of identity/ms1mv3", same, StringComparison.Ordinal);
        Assert.Contains("no operating points were measured with these weights", same, StringComparison.Ordinal);
        Assert.DoesNotContain("similarity: 1.0000", different, StringComparison.Ordinal);
    }

    [Fact]
    public void Operating_points_of_the_weights_judge()
    {
        var one = _folder.Picture("one.png");
        OperatingPointsFile.Store(
            _folder.Weights,
            [
                new OperatingPoints(
                    "identity/ms1mv3", "lfw", 3000, 2900, [new(0.1, 0.5, 0.09, 0.99), new(0.01, 1.005, 0.01, 0.9)]),
            ]);

        var output = Run("compare", one, one, "--cropped").RequireGood().Output;

        Assert.Contains(
            "lfw, false match rate 0.1: one person (threshold 0.500; there 0.09 of 3000 pairs of two people and 0.99 of 2900 of "
            + "one are above it)",
            output,
            StringComparison.Ordinal);
        Assert.Contains("lfw, false match rate 0.01: two people (threshold 1.005;", output, StringComparison.Ordinal);
        Assert.DoesNotContain("no operating points", output, StringComparison.Ordinal);
        Assert.Contains(
            "similarity threshold:     lfw: above 0.500 FMR 0.09 (for 0.1), TMR 0.99; above 1.005 FMR 0.01 (for 0.01), TMR 0.9 "
            + "(3000 pairs of two people, 2900 of one)",
            CliRunner.Run("inspect", _folder.Weights).RequireGood().Output,
            StringComparison.Ordinal);
        Assert.Contains(
            "faceptor.operatingPoints", CliRunner.Run("inspect", _folder.Weights, "--json").RequireGood().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_compared_is_one_line()
    {
        var (one, black) = (_folder.Picture("one.png"), _folder.Picture("black.png", isBlack: true));
        using var detector = new FixedDetector(new DetectedFace(new FaceBox(5, 5, 50, 50), 0.9));

        Assert.Contains(
            "where the faces are is not guessed: give --detector NAME to find them, or --cropped",
            Run("compare", one, one).RequireOneLine(FaceptorApp.WrongUsage),
            StringComparison.Ordinal);
        Assert.Contains(
            "black.png: the detector found no face",
            Run(detector, "compare", one, black, "--detector", "fixed").RequireOneLine(FaceptorApp.Failed),
            StringComparison.Ordinal);
        Assert.Contains(
            "holds no identity task, only age/morph2",
            Run("compare", one, one, "--cropped", "--weights", _folder.OtherWeights).RequireOneLine(FaceptorApp.WrongUsage),
            StringComparison.Ordinal);
        Assert.Contains(
            "missing.png: the image cannot be read",
            Run("compare", one, _folder.File("missing.png"), "--cropped").RequireOneLine(FaceptorApp.Failed),
            StringComparison.Ordinal);
    }

    [Fact]
    public void People_of_a_gallery_are_ranked_by_their_likest_image()
    {
        _folder.Picture("people/anna/1.png", 40);
        _folder.Picture("people/anna/2.png", 70);
        _folder.Picture("people/bert.png", 55);
        File.WriteAllText(_folder.File("people/broken.png"), "no image");
        var searched = _folder.File("searched.png");
        File.Copy(_folder.File("people/anna/2.png"), searched);

        var result = Run("identify", _folder.File("people"), searched, "--cropped");

        Assert.Equal(0, result.Code);
        var lines = result.Output.Split('\n');
        Assert.Contains("face 1 of searched.png:", lines);
        Assert.Contains($"  1. anna 1.0000 ({Path.Combine("anna", "2.png")})", lines);
        Assert.Contains(lines, line => line.StartsWith("  2. bert 0.", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("  3.", StringComparison.Ordinal));
        Assert.Contains("identify people only where they agreed to it", result.Output, StringComparison.Ordinal);
        Assert.Contains("no operating points were measured", result.Output, StringComparison.Ordinal);
        Assert.StartsWith("left out: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gallery_is_judged_by_operating_points_and_its_size()
    {
        _folder.Picture("people/anna.png", 40);
        _folder.Picture("people/bert.png", 55);
        OperatingPointsFile.Store(
            _folder.Weights, [new OperatingPoints("identity/ms1mv3", "lfw", 3000, 2900, [new(0.1, 0.99, 0.09, 0.99)])]);
        using var detector = new FixedDetector(
            new DetectedFace(new FaceBox(0, 0, 40, 40), 0.9), new DetectedFace(new FaceBox(2, 2, 20, 20), 0.9));

        var output = Run(
            detector, "identify", _folder.File("people"), _folder.File("people/anna.png"), "--detector", "fixed", "--top", "1")
            .RequireGood().Output;

        Assert.Contains("face 2 of anna.png:", output, StringComparison.Ordinal);
        Assert.Contains(
            "  1. anna 1.0000 (anna.png); above the threshold of false match rate 0.1 (lfw)", output, StringComparison.Ordinal);
        Assert.DoesNotContain("  2. ", output, StringComparison.Ordinal);
        Assert.Contains(
            "a stranger is compared 2 times here, and is above the threshold of 0.1 for somebody in about 0.19 of searches",
            output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", "expected a folder of known people, there is none")]
    [InlineData("empty", "expected images of known people, there are none")]
    [InlineData("broken", "no image of the gallery could be used")]
    public void A_gallery_without_people_is_one_line(string gallery, string complaint)
    {
        Directory.CreateDirectory(_folder.File("empty"));
        Directory.CreateDirectory(_folder.File("broken"));
        File.WriteAllText(_folder.File("broken/a.png"), "no image");

        var result = Run("identify", _folder.File(gallery), _folder.Picture("one.png"), "--cropped");

        Assert.Equal(FaceptorApp.Failed, result.Code);
        Assert.Contains(complaint, result.Error, StringComparison.Ordinal);
    }

    private CliResult Run(params string[] arguments) => Run(null, arguments);

    private CliResult Run(IFaceDetector? detector, params string[] arguments) =>
        _folder.Run(detector, arguments);
}
