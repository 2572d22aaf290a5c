using Faceptor.Data.Formats;

namespace Faceptor.Data.Tests.Formats;

public sealed class PointsFileTests
{
    [Theory]
    [InlineData("version: 1\nn_points: 2\n{\n1.5 2\n-3 4e1\n}\n")]
    [InlineData("\uFEFFversion: 1\r\nn_points:  2\r\n{\r\n1.5  2\r\n-3\t4e1\r\n}")]
    public void Blanks_and_line_ends_do_not_matter(string text)
    {
        using var folder = new TemporaryFolder();
        using var culture = new GermanCulture();

        var (xs, ys) = PointsFile.Read(folder.Write("a.pts", text), 2);

        Assert.Equal([1.5, -3], xs);
        Assert.Equal([2, 40], ys);
    }

    [Theory]
    [InlineData("", 1, "expected 'n_points: 2' and '{', the file ends before")]
    [InlineData("version: 1\nn_points: 2\n", 2, "expected 'n_points: 2' and '{', the file ends before")]
    [InlineData("n_points: 68\n{\n", 1, "expected 'n_points: 2', got 'n_points: 68'")]
    [InlineData("n_points: many\n{\n", 1, "expected the number of points as a whole number, got 'many'")]
    [InlineData("n_points: 2\n{\n1 2\n3 4\n", 4, "expected '}' after 2 points, the file ends after 2")]
    [InlineData("n_points: 2\n{\n1 2\n}\n", 4, "expected 2 points, got 1")]
    [InlineData("n_points: 2\n{\n1 2\n3\n}\n", 4, "expected 2 lines of x and y, got '3' after 1 of them")]
    [InlineData("n_points: 2\n{\n1 2\n3 4\n5 6\n}\n", 5, "expected 2 lines of x and y, got '5 6' after 2 of them")]
    [InlineData("n_points: 2\n{\n1 2\n3 4,5\n}\n", 4, "expected y as a number, got '4,5'")]
    [InlineData("n_points: 2\n{\n1 2\nNaN 4\n}\n", 4, "expected x as a number, got 'NaN'")]
    public void A_broken_file_is_reported_with_its_line(string text, int line, string problem)
    {
        using var folder = new TemporaryFolder();
        using var culture = new GermanCulture();
        var path = folder.Write("a.pts", text);

        var error = Assert.Throws<DatasetException>(() => PointsFile.Read(path, 2));

        Assert.Equal((path, line), (error.Path, error.Line));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<DatasetException>(() => PointsFile.Read("/nowhere/a.pts", 2));

        Assert.Equal("/nowhere/a.pts", error.Path);
        Assert.Contains("check the dataset's folder layout", error.Message, StringComparison.Ordinal);
    }
}
