using System.Reflection;
using Faceptor.Core.Natives;
using TorchSharp;

namespace Faceptor.Core.Tests.Natives;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void It_asks_for_the_libtorch_that_torchsharp_is_made_for()
    {
        Assert.Equal(TorchRuntime.TorchVersion, torch.NormalizeNuGetVersion(torch.__version__));
    }

    [Fact]
    public void It_loads_from_many_threads_at_once()
    {
        Parallel.For(0, 16, _ => TorchRuntime.Load());

        using var two = torch.ones(2).sum();
        Assert.Equal(2, two.item<float>());
    }

    [Fact]
    public void Natives_are_found_in_the_package_folder_that_a_notebook_loads_from()
    {
        using var folder = new TemporaryFolder();
        var managed = folder.Combine("packages", "torchsharp", "0.107.0", "lib", "net8.0");
        Directory.CreateDirectory(managed);
        File.Copy(typeof(UnusedVersionsTests).Assembly.Location, Path.Combine(managed, "Loaded.dll"));
        var native = folder.Combine("packages", "libtorch-some", "1.2.3", "runtimes", NativeFiles.Platform, "native");
        Directory.CreateDirectory(native);
        var library = Path.Combine(native, "libnowhere-else.so");
        File.WriteAllText(library, "");
        var context = new System.Runtime.Loader.AssemblyLoadContext("notebook", isCollectible: true);
        Assembly user = context.LoadFromAssemblyPath(Path.Combine(managed, "Loaded.dll"));

        Assert.Equal(library, NativeFiles.Find("libnowhere-else.so", user, ("other", "1.0"), ("LibTorch-some", "1.2.3")));
        Assert.Null(NativeFiles.Find("libnowhere-else.so", user, ("libtorch-some", "9.9.9")));
        Assert.Null(NativeFiles.Find("libnowhere-else.so", typeof(torch).Assembly, ("libtorch-some", "1.2.3")));
        context.Unload();
    }

    [Fact]
    public void A_library_that_does_not_load_is_told_with_the_loaders_reason()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Combine("libbroken.so");
        File.WriteAllText(path, "no library");

        var problem = EagerLoader.TryLoad(path, out var handle);

        Assert.Equal(IntPtr.Zero, handle);
        Assert.False(string.IsNullOrWhiteSpace(problem));
    }
}
