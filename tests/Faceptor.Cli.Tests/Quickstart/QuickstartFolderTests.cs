using Faceptor.Cli.Quickstart;
using Faceptor.Core.Errors;
using Faceptor.Testing;
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
        var drawn = Write(Path.Combine(folder.Data, "300W", "drawn.png"));
        folder.NoteData();
        var weights = Write(Path.Combine(folder.SecondStage, TrainingFiles.Weights));
        Write(Path.Combine(folder.Data, "300W", "mine.png"));
        var notes = Write(Path.Combine(folder.SecondStage, "notes.txt"));
        var picture = Write(Path.Combine(folder.Predictions, "mine.json"));

        QuickstartFolder.Prepare(_folder.Path, overwrites: true);

        Assert.False(File.Exists(drawn) || File.Exists(weights) || Directory.Exists(folder.Data));
        Assert.True(File.Exists(_folder.File("data.kept/300W/mine.png")));
        Assert.True(File.Exists(notes) && File.Exists(picture));
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
