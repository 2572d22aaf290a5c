using Faceptor.Cli.Quickstart;
using Faceptor.Core.Errors;
using Faceptor.Testing;

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
    public void Prepare_refuses_a_folder_with_other_content()
    {
        File.WriteAllText(_folder.File("notes.txt"), "mine");

        Assert.Throws<OptionsException>(() => QuickstartFolder.Prepare(_folder.Path, overwrites: true));

        Assert.True(File.Exists(_folder.File("notes.txt")));
    }

    public void Dispose() => _folder.Dispose();
}
