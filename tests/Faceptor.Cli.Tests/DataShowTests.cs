using Faceptor.Imaging;

namespace Faceptor.Cli.Tests;

public sealed class DataShowTests
{
    private static string Fixtures =>
        Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA");

    [Fact]
    public void A_sheet_is_written_with_one_row_a_sample()
    {
        using var folder = new TemporaryFolder();
        var sheet = folder.File("sheet.png");

        var result = CliRunner.Run(
            "data", "show", Fixtures, "--dataset", "lapa", "--split", "val", "--augmented", "--count", "2",
            "--input-size", "64", "--out", sheet);

        result.RequireGood();
        Assert.Contains($"2 of 3 samples of LaPa val are in {sheet}", result.Output, StringComparison.Ordinal);
        var image = ImageCodec.Read(sheet);
        Assert.Equal((5 * 262) + 6, image.Width);
        Assert.InRange(image.Height, 2 * 262, 2 * 330);
    }

    [Fact]
    public void A_picture_is_replaced_only_when_told_to()
    {
        using var folder = new TemporaryFolder();
        var sheet = folder.File("sheet.png");
        File.WriteAllText(sheet, "mine");
        string[] command =
            ["data", "show", Fixtures, "--dataset", "lapa", "--count", "1", "--input-size", "64", "--out", sheet];

        var line = CliRunner.Run(command).RequireOneLine(FaceptorApp.WrongUsage);
        Assert.Equal("mine", File.ReadAllText(sheet));
        CliRunner.Run([.. command, "--overwrite"]).RequireGood();

        Assert.Contains($"--out: {sheet} would be replaced", line, StringComparison.Ordinal);
        Assert.True(ImageCodec.Read(sheet).Width > 0);
    }

    [Theory]
    [InlineData("--split", "nowhere", FaceptorApp.Failed, "unknown split 'nowhere'; known splits: train, val")]
    [InlineData("--count", "0", FaceptorApp.WrongUsage, "NumSamples: expected 1 to 1000, got 0")]
    [InlineData("--input-size", "-4", FaceptorApp.WrongUsage, "--input-size: expected at least 1 pixel, got -4")]
    public void What_cannot_be_drawn_leaves_no_file(string option, string value, int code, string complaint)
    {
        using var folder = new TemporaryFolder();
        var sheet = folder.File("sheet.png");

        var result = CliRunner.Run("data", "show", Fixtures, "--dataset", "lapa", option, value, "--out", sheet);

        Assert.Contains(complaint, result.RequireOneLine(code), StringComparison.Ordinal);
        Assert.False(File.Exists(sheet));
    }

    [Fact]
    public void Other_endings_than_those_of_pictures_are_refused()
    {
        var result = CliRunner.Run("data", "show", Fixtures, "--dataset", "lapa", "--out", "sheet.pdf");

        Assert.Contains(
            "--out: expected a name that ends in .png or .jpg", result.RequireOneLine(FaceptorApp.WrongUsage), StringComparison.Ordinal);
    }
}
