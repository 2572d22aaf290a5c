using System.Text.Json.Nodes;

namespace Faceptor.Notebooks.Tests;

// Kernels capture the console and the current folder of the process, so one runs at a time.
[Collection("kernel")]
public sealed class NotebooksAppTests
{
    [Fact]
    public async Task Outputs_are_written_as_notebooks_keep_them()
    {
        using var folder = new TemporaryFolder();
        var path = NotebookFile.Write(
            folder.Path,
            "Console.WriteLine(\"one\");\nConsole.WriteLine(\"two\");\nvar number = 40;",
            "using Microsoft.DotNet.Interactive;\nvar shown = KernelInvocationContext.Current.Display(\"first\");\n"
                + "shown.Update(\"last\");\nnumber + 2");

        var (code, output, _) = await RunAsync(path, "--in-place");

        Assert.Equal(NotebooksApp.Success, code);
        Assert.Contains("cell 2 of 2", output, StringComparison.Ordinal);
        var notebook = Notebook.Read(path);
        var text = Assert.Single(notebook.CodeCells[0].Outputs);
        Assert.Equal(["one\n", "two\n"], ((JsonArray)text["text"]!).Select(line => (string)line!));
        var second = notebook.CodeCells[1].Outputs.ToArray();
        Assert.Equal(["display_data", "execute_result"], second.Select(shown => (string)shown["output_type"]!));
        Assert.Contains("last", CodeCell.Text(second[0]["data"]!["text/plain"]), StringComparison.Ordinal);
        Assert.Contains("42", second[1]["data"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("\"kept\": \"ä < b\"", await File.ReadAllTextAsync(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_run_writes_the_same_file()
    {
        using var folder = new TemporaryFolder();
        var path = NotebookFile.Write(folder.Path, "Console.WriteLine(DateTime.UnixEpoch.Year);");
        Assert.Equal(NotebooksApp.Success, (await RunAsync(path, "--in-place")).Code);
        var first = await File.ReadAllTextAsync(path);

        Assert.Equal(NotebooksApp.Success, (await RunAsync(path, "--in-place")).Code);

        Assert.Equal(first, await File.ReadAllTextAsync(path));
        Assert.Equal(NotebooksApp.Success, (await RunAsync(path, "--check")).Code);
    }

    [Theory]
    [InlineData("throw new InvalidOperationException(\"no face\");", "no face")]
    [InlineData("var x = ;", "CS1525")]
    public async Task The_first_error_ends_the_run_and_leaves_the_notebook(string code, string message)
    {
        using var folder = new TemporaryFolder();
        var path = NotebookFile.Write(folder.Path, "1 + 1", code, "System.IO.File.WriteAllText(\"after\", \"\");");
        var before = await File.ReadAllTextAsync(path);

        var (exitCode, _, error) = await RunAsync(path, "--in-place");

        Assert.Equal(NotebooksApp.Failed, exitCode);
        Assert.StartsWith($"{path}: cell 2: ", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(path));
        Assert.False(File.Exists(Path.Combine(folder.Path, "after")));
    }

    [Fact]
    public async Task Another_folder_takes_the_notebook_with_outputs()
    {
        using var folder = new TemporaryFolder();
        var path = NotebookFile.Write(folder.Path, "1 + 1");
        var before = await File.ReadAllTextAsync(path);
        var target = Path.Combine(folder.Path, "out");

        Assert.Equal(NotebooksApp.Success, (await RunAsync(path, "--out", target)).Code);

        Assert.Equal(before, await File.ReadAllTextAsync(path));
        Assert.NotEmpty(Notebook.Read(Path.Combine(target, "small.ipynb")).CodeCells[0].Outputs);
    }

    [Fact]
    public async Task A_path_of_this_machine_is_no_output_to_keep()
    {
        using var folder = new TemporaryFolder();
        var path = NotebookFile.Write(folder.Path, "Console.WriteLine(System.IO.Directory.GetCurrentDirectory() + \"/faces\");");

        var (code, _, error) = await RunAsync(path, "--in-place");

        Assert.Equal(NotebooksApp.Failed, code);
        Assert.Contains("cell 1 shows a path of this machine", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_tells_what_is_wrong_and_runs_nothing()
    {
        using var folder = new TemporaryFolder();
        var path = NotebookFile.Write(folder.Path, "System.IO.File.WriteAllText(\"ran\", \"\");");

        var (code, _, error) = await RunAsync(path, "--check");

        Assert.Equal(NotebooksApp.Failed, code);
        Assert.Contains("cell 1 was not run; run the notebook with --in-place.", error, StringComparison.Ordinal);
        Assert.Contains("no cell has an output", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Path, "ran")));
    }

    [Fact]
    public async Task Errors_and_large_outputs_are_not_kept()
    {
        using var folder = new TemporaryFolder();
        var path = NotebookFile.Write(
            folder.Path,
            [
                Cell(new JsonObject { ["output_type"] = "error", ["ename"] = "Error", ["evalue"] = "no face" }),
                Cell(new JsonObject { ["output_type"] = "stream", ["text"] = new string('x', NotebookCheck.MaxOutputLength) }),
                Cell(new JsonObject { ["text"] = "<img src=\"data:image/png;base64," + new string('+', NotebookCheck.MaxImageLength) }),
            ]);

        var (_, _, error) = await RunAsync(path, "--check");

        Assert.Contains("cell 1 ended with an error: no face", error, StringComparison.Ordinal);
        Assert.Contains("cell 2 has an output of ", error, StringComparison.Ordinal);
        Assert.Contains($"letters, at most {NotebookCheck.MaxOutputLength} are kept", error, StringComparison.Ordinal);
        Assert.Contains($"letters, at most {NotebookCheck.MaxImageLength} are kept", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_language_is_refused()
    {
        using var folder = new TemporaryFolder();
        var cell = Cell(new JsonObject());
        cell["metadata"] = new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "fsharp" } };

        var (_, _, error) = await RunAsync(NotebookFile.Write(folder.Path, [cell]));

        Assert.Contains("cell 1 asks for the kernel 'fsharp'; only C# is run.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the notebook cannot be read")]
    [InlineData("[]", "expected a Jupyter notebook of version 4")]
    [InlineData("{\"nbformat\": 3}", "expected a Jupyter notebook of version 4")]
    public async Task What_is_no_notebook_is_named(string content, string message)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "small.ipynb");
        await File.WriteAllTextAsync(path, content);

        var (code, _, error) = await RunAsync(path);

        Assert.Equal(NotebooksApp.Failed, code);
        Assert.Contains($"{path}: {message}", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--check", "exclude each other")]
    [InlineData("--nothing", "--nothing")]
    public async Task Wrong_usage_is_told(string option, string message)
    {
        var (code, _, error) = await RunAsync("small.ipynb", "--in-place", option);

        Assert.Equal(NotebooksApp.WrongUsage, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_packages_that_is_not_there_is_told()
    {
        var (code, _, error) = await RunAsync("small.ipynb", "--source", "nowhere");

        Assert.Equal(NotebooksApp.WrongUsage, code);
        Assert.Contains("does not exist; pack the packages first.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "[packages]")]
    [InlineData("first", "[first|packages]")]
    [InlineData("first;second", "[first|second|packages]")]
    public async Task A_folder_of_packages_comes_beside_the_sources_that_are_set(string? given, string sources)
    {
        const string variable = "RestoreAdditionalProjectSources";
        using var folder = new TemporaryFolder();
        var packages = Directory.CreateDirectory(Path.Combine(folder.Path, "packages"));
        var path = NotebookFile.Write(
            folder.Path,
            $"var names = Environment.GetEnvironmentVariable(\"{variable}\").Split(';').Select(System.IO.Path.GetFileName);\n"
                + "Console.Write(\"[\" + string.Join('|', names) + \"]\");");
        var former = Environment.GetEnvironmentVariable(variable);
        try
        {
            Environment.SetEnvironmentVariable(variable, given);

            Assert.Equal(NotebooksApp.Success, (await RunAsync(path, "--in-place", "--source", packages.FullName)).Code);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, former);
        }

        var shown = Assert.Single(Notebook.Read(path).CodeCells[0].Outputs);
        Assert.Equal(sources, CodeCell.Text(shown["text"]));
    }

    [Fact]
    public async Task A_stopped_run_writes_nothing()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var path = NotebookFile.Write(folder.Path, "System.Threading.Thread.Sleep(3000);");
        var before = await File.ReadAllTextAsync(path);
        stop.CancelAfter(TimeSpan.FromSeconds(1));
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = await NotebooksApp.RunAsync([path, "--in-place"], output, error, stop.Token);

        Assert.Equal(NotebooksApp.Stopped, code);
        Assert.Contains("stopped; nothing was written.", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(path));
    }

    private static JsonObject Cell(JsonObject output) => new()
    {
        ["cell_type"] = "code",
        ["metadata"] = new JsonObject(),
        ["execution_count"] = 1,
        ["outputs"] = new JsonArray(output),
        ["source"] = new JsonArray("1 + 1\n", "// two lines"),
    };

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await NotebooksApp.RunAsync(args, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
