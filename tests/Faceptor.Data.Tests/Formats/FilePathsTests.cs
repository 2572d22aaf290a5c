using Faceptor.Data.Formats;

namespace Faceptor.Data.Tests.Formats;

public sealed class FilePathsTests
{
    [Theory]
    [InlineData("a.JPG")]
    [InlineData("a.jpg")]
    public void An_ending_is_found_in_small_letters_and_in_capitals(string name)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write(name, "x");

        Assert.All(
            ["a.jpg", "a.JPG", "a.JpG"],
            (string asked) => Assert.Equal(File.Exists(folder.Combine(asked)) ? folder.Combine(asked) : file,
                FilePaths.Resolve(folder.Combine(asked))));
    }

    [Fact]
    public void The_exact_file_comes_first()
    {
        using var folder = new TemporaryFolder();
        string[] names = ["a.jpg", "a.JPG", "a.Jpg"];
        foreach (var name in names)
        {
            folder.Write(name, name);
        }

        Assert.All(names, name => Assert.Equal(name, File.ReadAllText(FilePaths.Resolve(folder.Combine(name)))));
    }

    [Fact]
    public void Mixtures_are_not_tried_because_each_costs_a_look()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.jPg", "x");

        Assert.Equal(File.Exists(folder.Combine("a.jpg")), FilePaths.TryResolve(folder.Combine("a.jpg"), out _));
    }

    [Theory]
    [InlineData("b.jpg")]
    [InlineData("A.jpg")]
    [InlineData("a")]
    [InlineData("a.")]
    [InlineData("a.somethinglong")]
    public void What_is_not_there_stays_as_it_is_spelt(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.JPG", "x");
        var path = folder.Combine(name);

        Assert.Equal(OperatingSystem.IsLinux() ? path : FilePaths.Resolve(path), FilePaths.Resolve(path));
        Assert.Equal(File.Exists(path), FilePaths.TryResolve(path, out _));
    }

    [Theory]
    [InlineData(@"Album2\a.JPG", "Album2/a.JPG", "a.JPG")]
    [InlineData("Album2/x/a.JPG", "Album2/x/a.JPG", "a.JPG")]
    [InlineData(@"Album2\x/a.JPG", "Album2/x/a.JPG", "a.JPG")]
    [InlineData("a.JPG", "a.JPG", "a.JPG")]
    public void Separators_of_any_system_are_read(string name, string path, string fileName)
    {
        Assert.Equal(path, FilePaths.Normalize(name));
        Assert.Equal(fileName, FilePaths.NameOf(name));
    }
}
