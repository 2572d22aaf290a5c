using Faceptor.Distributed.Launching;

namespace Faceptor.Distributed.Tests.Launching;

public sealed class OwnGpuTests
{
    [Theory]
    [InlineData(null, null, 3, "3")]
    [InlineData(null, 4, 3, "3")]
    [InlineData("4,5,6,7", 8, 1, "5")]
    [InlineData("GPU-8932f937,GPU-1b2c3d4e", 2, 1, "GPU-1b2c3d4e")]
    [InlineData("2", 8, 3, "2")]
    public void A_rank_sees_one_of_the_visible(string? visible, int? numGpus, int localRank, string own)
    {
        Assert.Equal(own, OwnGpu.Choose(visible, numGpus, localRank));
    }

    [Theory]
    [InlineData(null, 2, 2, "it has 2")]
    [InlineData("0,1", 8, 2, "CUDA_VISIBLE_DEVICES=0,1 shows 2")]
    [InlineData("", 8, 0, "CUDA_VISIBLE_DEVICES= shows 0")]
    public void More_processes_than_gpus_are_refused(string? visible, int? numGpus, int localRank, string said)
    {
        var error = Assert.Throws<DistributedException>(() => OwnGpu.Choose(visible, numGpus, localRank));

        Assert.Contains($"process {localRank + 1} of this machine has no GPU: {said}", error.Message, StringComparison.Ordinal);
    }
}
