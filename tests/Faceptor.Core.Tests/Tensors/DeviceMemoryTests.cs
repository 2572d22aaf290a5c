using System.Runtime.InteropServices;
using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Tensors;

public sealed class DeviceMemoryTests
{
    private const string Cuda =
        "CUDA out of memory. Tried to allocate 20.00 GiB. GPU 1 has a total capacity of 79.11 GiB of which 11.25 GiB is free. "
        + "Process 7 has 67.86 GiB memory in use. Of the allocated memory 67.00 GiB is allocated by PyTorch.\n"
        + "Exception raised from malloc at CUDACachingAllocator.cpp:1400 (most recent call first):\nframe #0: …";

    [Fact]
    public void A_cuda_devices_words_become_one_line()
    {
        var error = DeviceMemory.Explain(new InvalidOperationException(Cuda), DeviceMemory.ForTraining);

        Assert.NotNull(error);
        Assert.Equal("CUDA device 1", error.Device);
        Assert.Equal(
            "memory of CUDA device 1: a tensor of 20.00 GiB did not fit, 11.25 GiB of 79.11 GiB are free; "
            + DeviceMemory.ForTraining,
            error.Message);
    }

    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 512.00 MiB.", "memory of the CUDA device: a tensor of 512.00 MiB")]
    [InlineData("CUDA out of memory.", "memory of the CUDA device: a tensor did not fit; ")]
    [InlineData("CUDA error: out of memory\nCUDA kernel errors might be …", "memory of the CUDA device: a library of CUDA")]
    [InlineData("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling …", "memory of the CUDA device: a library of CUDA")]
    [InlineData("[enforce fail at …] DefaultCPUAllocator: not enough memory", "memory of the machine: a tensor did not fit")]
    public void Other_words_are_understood_too(string message, string expected) => Assert.StartsWith(
        expected,
        DeviceMemory.Explain(new InvalidOperationException(message), DeviceMemory.ForPrediction)?.Message,
        StringComparison.Ordinal);

    /// <summary>As backward passes that are written by hand report what happened in them.</summary>
    [Fact]
    public void The_cause_may_lie_inside()
    {
        var outer = new InvalidOperationException("the backward pass failed", new InvalidOperationException(Cuda));

        var error = DeviceMemory.Explain(outer, DeviceMemory.ForTraining);

        Assert.Same(outer, error?.InnerException);
    }

    [Fact]
    public void Other_errors_are_not_touched()
    {
        Assert.Null(DeviceMemory.Explain(new InvalidOperationException("shapes differ"), DeviceMemory.ForTraining));
        Assert.Null(DeviceMemory.Explain(
            new DeviceMemoryException("CUDA device 0", "full", new InvalidOperationException(Cuda)), DeviceMemory.ForTraining));
    }

    /// <summary>The words are libtorch's own, whatever its version.</summary>
    [Fact]
    public void What_the_processors_allocator_says_is_understood()
    {
        var thrown = Record.Exception(() => zeros(1L << 50, dtype: ScalarType.Float32).Dispose());

        var error = DeviceMemory.Explain(Assert.IsAssignableFrom<ExternalException>(thrown), DeviceMemory.ForPrediction);

        Assert.StartsWith(
            "memory of the machine: a tensor of 4503599627370496 bytes did not fit; ",
            error?.Message,
            StringComparison.Ordinal);
    }
}
