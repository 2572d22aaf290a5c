using System.Diagnostics;
using static TorchSharp.torch;

namespace Faceptor.Experiments.Gpu;

/// <summary>Whether NCCL can be used from this process on a tensor of libtorch.</summary>
internal static class NcclCheck
{
    private const long NumNumbers = 25 * 1024 * 1024 / sizeof(float);

    public static IEnumerable<CheckRow> Run(GpuCheckOptions options)
    {
        if (!options.IsCuda)
        {
            yield return new CheckRow("NCCL, one rank", "not tried", "it is for CUDA devices only");
            yield break;
        }

        using var numbers = ones(NumNumbers, ScalarType.Float32, options.Device);
        options.Synchronize();
        var clock = Stopwatch.StartNew();
        var version = Nccl.SumOverOneRank(
            numbers.storage<float>().data_ptr(), NumNumbers, options.Synchronize);
        var seconds = clock.Elapsed.TotalSeconds;
        var sum = numbers.sum().item<float>();
        yield return new CheckRow(
            "NCCL, one rank",
            Figures.Format($"version {version}; all-reduce of 25 MB leaves every number as it was; {Figures.Milliseconds(seconds)}"),
            "communicator, all-reduce on the default stream, synchronise, destroy",
            sum == NumNumbers);
    }
}
