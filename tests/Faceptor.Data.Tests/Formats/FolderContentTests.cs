using Faceptor.Data.Formats;

namespace Faceptor.Data.Tests.Formats;

public sealed class FolderContentTests
{
    [Theory]
    [InlineData("._a.jpg", true)]
    [InlineData(".DS_Store", true)]
    [InlineData("THUMBS.DB", true)]
    [InlineData("Desktop.ini", true)]
    [InlineData("@eaDir", true)]
    [InlineData("__MACOSX", true)]
    [InlineData("$RECYCLE.BIN", true)]
    [InlineData("a.jpg@SynoEAStream", true)]
    [InlineData("a.jpg", false)]
    [InlineData("_a.jpg", false)]
    [InlineData("@anna", false)]
    [InlineData("a..jpg", false)]
    public void What_is_nobodys_data_is_passed_over(string name, bool isPassedOver)
    {
        using var folder = new TemporaryFolder();
        folder.Write(name, "x");
        folder.Write($"folders/{name}/inside.txt", "x");
        string[] expected = isPassedOver ? [] : [name];

        Assert.Equal(expected, FolderContent.Files(folder.Path));
        Assert.Equal(expected, FolderContent.Folders(folder.Combine("folders")));
        Assert.Equal(
            expected, FolderContent.Matching(folder.Combine("folders"), "*").Select(path => Path.GetFileName(path)));
        Assert.False(FolderContent.IsEmpty(folder.Combine("folders")));
    }

    [Fact]
    public void Patterns_fit_in_any_case()
    {
        using var folder = new TemporaryFolder();
        folder.Write("1_0.JPG.chip.jpg", "x");
        folder.Write("notes.txt", "x");

        var path = Assert.Single(FolderContent.Matching(folder.Path, "*.jpg.CHIP.jpg"));

        Assert.Equal("1_0.JPG.chip.jpg", Path.GetFileName(path));
        Assert.True(FolderContent.Fits("1_0.JPG.chip.jpg", "*.jpg.chip.jpg"));
        Assert.False(FolderContent.Fits("1_0.jpg", "*.jpg.chip.jpg"));
    }

    [Fact]
    public void A_folder_that_cannot_be_listed_is_named()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", "x");

        var error = Assert.Throws<DatasetException>(() => FolderContent.Files(file));

        Assert.Equal(file, error.Path);
        Assert.Contains("the folder cannot be listed", error.Message, StringComparison.Ordinal);
    }
}
