using System.Runtime.InteropServices;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Tensors;

public sealed class NativeHeapTests
{
    [Fact]
    public void Glibc_can_be_told_and_tensors_still_come_and_go()
    {
        var isGlibc = NativeLibrary.TryLoad("libc.so.6", out var library)
            && NativeLibrary.TryGetExport(library, "gnu_get_libc_version", out _);

        Assert.Equal(isGlibc, NativeHeap.KeepFreedMemory());

        using var scope = NewDisposeScope();
        // Above the size that glibc would give a mapping of its own.
        Assert.Equal(64 << 20, ones(64 << 20, dtype: ScalarType.Int8).sum().item<long>());
    }
}
