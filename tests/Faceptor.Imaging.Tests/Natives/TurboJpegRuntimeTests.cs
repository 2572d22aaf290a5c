using Faceptor.Imaging.Natives;

namespace Faceptor.Imaging.Tests.Natives;

public sealed class TurboJpegRuntimeTests
{
    [Theory]
    [InlineData("off")]
    [InlineData("OFF")]
    [InlineData("libturbojpeg.so.0")]
    [InlineData("/nowhere/libturbojpeg.so.0")]
    public void It_is_off_where_the_setting_says_so_or_names_no_library(string setting) =>
        Assert.Null(TurboJpegRuntime.Find(setting));

    [Fact]
    public void A_library_that_is_another_one_is_not_taken()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the C library has this name on Linux only.");
        var libc = File.ReadLines("/proc/self/maps")
            .Select(line => line.Split(' ')[^1])
            .First(path => Path.GetFileName(path).StartsWith("libc.so", StringComparison.Ordinal));

        Assert.Null(TurboJpegRuntime.Find(libc));
    }
}
