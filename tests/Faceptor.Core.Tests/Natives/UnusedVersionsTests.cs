using Faceptor.Core.Natives;
using TorchSharp;

namespace Faceptor.Core.Tests.Natives;

public sealed class UnusedVersionsTests
{
    private const string CxxRuntime = "libstdc++.so.6";

    [Fact]
    public void Of_torchsharps_library_only_the_version_that_nothing_uses_is_marked()
    {
        var library = Library();

        Assert.Equal(["GLIBCXX_3.4.32"], UnusedVersions.MarkWeak(library, CxxRuntime));
        // Marked once, it is done.
        Assert.Empty(UnusedVersions.MarkWeak(library, CxxRuntime));
    }

    [Fact]
    public void One_flag_is_all_that_changes()
    {
        var before = Library();
        var after = Library();

        UnusedVersions.MarkWeak(after, CxxRuntime);

        var (from, to) = Assert.Single(before.Zip(after), pair => pair.First != pair.Second);
        Assert.Equal(from | 2, to);
    }

    [Fact]
    public void Versions_of_another_library_stay()
    {
        Assert.Empty(UnusedVersions.MarkWeak(Library(), "libother.so.1"));
    }

    [Fact]
    public void Other_files_are_left_alone()
    {
        Assert.Empty(UnusedVersions.MarkWeak(new byte[10], CxxRuntime));
        Assert.Empty(UnusedVersions.MarkWeak(new byte[1000], CxxRuntime));
    }

    [Fact]
    public void A_damaged_library_is_refused()
    {
        var library = Library();

        Assert.ThrowsAny<ArgumentException>(() => UnusedVersions.MarkWeak(library.AsSpan(0, library.Length / 2), CxxRuntime));
    }

    private static byte[] Library()
    {
        var path = NativeFiles.Find("libLibTorchSharp.so", typeof(torch).Assembly);
        Assert.SkipWhen(path is null, "the library is that of Linux");
        return File.ReadAllBytes(path);
    }
}
