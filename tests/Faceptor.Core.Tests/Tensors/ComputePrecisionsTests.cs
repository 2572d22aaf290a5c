using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Tensors;

public sealed class ComputePrecisionsTests
{
    [Theory]
    [InlineData(null, ComputePrecision.Float16)]
    [InlineData(7, ComputePrecision.Float16)]
    [InlineData(8, ComputePrecision.BFloat16)]
    [InlineData(12, ComputePrecision.BFloat16)]
    public void Cuda_computes_in_bfloat16_from_Ampere_on(int? major, ComputePrecision expected) =>
        Assert.Equal(expected, ComputePrecisions.ForCapability(major));

    [Fact]
    public void A_processor_computes_in_float32() =>
        Assert.Equal(ComputePrecision.Float32, ComputePrecisions.DefaultFor(CPU));

    [Fact]
    public void A_device_that_is_not_there_has_no_capability() =>
        Assert.Null(CudaDriver.CapabilityMajor(4_000));
}
