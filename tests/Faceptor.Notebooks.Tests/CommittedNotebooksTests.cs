namespace Faceptor.Notebooks.Tests;

/// <summary>The notebooks of the repository show what they do: they were run, without errors.</summary>
public sealed class CommittedNotebooksTests
{
    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "samples", "notebooks");

    public static TheoryData<string> Notebooks =>
        [.. Directory.GetFiles(Folder, "*.ipynb").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void All_notebooks_are_found() => Assert.Equal(
        ["01-predict.ipynb", "02-train-on-your-images.ipynb", "03-look-inside.ipynb"], Notebooks.Select(row => row.Data));

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Notebook_was_run_and_is_fit_to_be_kept(string name)
    {
        var notebook = Notebook.Read(Path.Combine(Folder, name));

        Assert.Empty(NotebookCheck.Problems(notebook, ["/tmp/", "/root/", "/home/", "/Users/", ":\\\\"]));
    }

    [Theory]
    [MemberData(nameof(Notebooks))]
    public void Notebook_is_written_as_the_runner_writes_it(string name)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(Folder, name);
        var copy = Path.Combine(folder.Path, name);

        Notebook.Read(path).Write(copy);

        Assert.Equal(File.ReadAllText(path), File.ReadAllText(copy));
    }
}
