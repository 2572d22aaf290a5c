using Faceptor.Cli.Quickstart;
using Faceptor.Training.Checkpoints;

namespace Faceptor.Cli.Tests.Quickstart;

public sealed class QuickstartFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Prepare_replaces_a_former_quickstart_and_keeps_what_is_not_its_own()
    {
        var first = QuickstartFolder.Prepare(_folder.Path, overwrites: false);
        Directory.CreateDirectory(first.Data);
        File.WriteAllText(first.Report, "old");
        File.WriteAllText(_folder.File("notes.txt"), "mine");

        Assert.Throws<OptionsException>(() => QuickstartFolder.Prepare(_folder.Path));
        var second = QuickstartFolder.Prepare(_folder.Path, overwrites: true);

        Assert.False(Directory.Exists(second.Data));
        Assert.False(File.Exists(second.Report));
        Assert.True(File.Exists(_folder.File("notes.txt")));
    }

    [Fact]
    public void Prepare_keeps_a_former_quickstart_unless_it_may_go()
    {
        var former = QuickstartFolder.Prepare(_folder.Path, overwrites: false);
        Directory.CreateDirectory(former.SecondStage);

        var error = Assert.Throws<OptionsException>(() => QuickstartFolder.Prepare(_folder.Path, overwrites: false));

        Assert.EndsWith("or add --overwrite to remove it.", error.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(former.SecondStage));
    }

    [Fact]
    public void Prepare_keeps_what_somebody_put_among_drawn_data_and_runs()
    {
        var folder = QuickstartFolder.Prepare(_folder.Path);
        var synthetic = Write(Path.Combine(folder.Data, "300W", "drawn.png"));
        folder.NoteData();
        var weights = Write(Path.Combine(folder.SecondStage, TrainingFiles.Weights));
        Write(Path.Combine(folder.Data, "300W", "mine.png"));
        var notes = Write(Path.Combine(folder.SecondStage, "notes.txt"));
        var image = Write(Path.Combine(folder.Predictions, "mine.json"));

        QuickstartFolder.Prepare(_folder.Path, overwrites: true);

        Assert.False(File.Exists(synthetic) || File.Exists(weights) || Directory.Exists(folder.Data));
        Assert.True(File.Exists(_folder.File("data.kept/300W/mine.png")));
        Assert.True(File.Exists(notes) && File.Exists(image));
    }

    [Fact]
    public void Prepare_removes_nothing_outside_its_folder_whatever_the_list_says()
    {
        var folder = QuickstartFolder.Prepare(_folder.File("out"));
        string[] mine = [Write(_folder.File("mine/a.png")), Write(_folder.File("out/b.png"))];
        var synthetic = Write(Path.Combine(folder.Data, "300W", "drawn.png"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Data, "linked"), _folder.File("mine"));
        File.WriteAllLines(
            _folder.File("out/.faceptor-quickstart-data"),
            ["300W/drawn.png", mine[0], "../b.png", "300W/../../b.png", "linked/a.png", "/", "", ".", "a\0b"]);

        QuickstartFolder.Prepare(_folder.File("out"), overwrites: true);

        Assert.All(mine, path => Assert.True(File.Exists(path)));
        Assert.False(File.Exists(synthetic));
        Assert.Equal(["linked"], Directory.GetFileSystemEntries(_folder.File("out/data.kept")).Select(Path.GetFileName));
    }

    [Fact]
    public void Prepare_keeps_data_without_a_list_under_another_name()
    {
        foreach (var name in (string[])["data.kept", "data.kept-2"])
        {
            var folder = QuickstartFolder.Prepare(_folder.Path, overwrites: true);
            Write(Path.Combine(folder.Data, "300W", "mine.png"));

            QuickstartFolder.Prepare(_folder.Path, overwrites: true);

            Assert.True(File.Exists(_folder.File($"{name}/300W/mine.png")));
            Assert.False(Directory.Exists(folder.Data));
        }

        Assert.Equal(2, QuickstartFolder.Kept(_folder.Path).Length);
    }

    [Theory]
    [InlineData("data")]
    [InlineData("run")]
    [InlineData("predictions")]
    public void Prepare_does_not_follow_a_link_in_place_of_a_part(string part)
    {
        QuickstartFolder.Prepare(_folder.File("out"));
        var mine = Write(_folder.File($"mine/{TrainingFiles.Weights}"));
        Directory.CreateSymbolicLink(_folder.File($"out/{part}"), _folder.File("mine"));

        var line = CliRunner.Run("quickstart", "--fast", "--overwrite", "--out", _folder.File("out"))
            .RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains($"{part} is a link", line, StringComparison.Ordinal);
        Assert.Equal([mine], Directory.GetFiles(_folder.File("mine")));
    }

    [Fact]
    public void The_command_says_what_it_kept()
    {
        var folder = QuickstartFolder.Prepare(_folder.Path);
        Write(Path.Combine(folder.Data, "mine.png"));

        // It is over before it draws, and has made room by then.
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        var result = CliRunner.Run(stopped.Token, "quickstart", "--fast", "--overwrite", "--out", _folder.Path);

        Assert.Contains(
            $"kept, because it is not known to be drawn: {_folder.File("data.kept")}",
            result.Output,
            StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("data.kept/mine.png")));
    }

    [Fact]
    public void Prepare_refuses_a_folder_with_other_content()
    {
        File.WriteAllText(_folder.File("notes.txt"), "mine");

        Assert.Throws<OptionsException>(() => QuickstartFolder.Prepare(_folder.Path, overwrites: true));

        Assert.True(File.Exists(_folder.File("notes.txt")));
    }

    private static string Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "content");
        return path;
    }

    public void Dispose() => _folder.Dispose();
}
