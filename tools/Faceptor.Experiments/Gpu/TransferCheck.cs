using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Faceptor.Experiments.Gpu;

/// <summary>How fast images get to the device, from memory that it reads itself and from other memory.</summary>
internal static class TransferCheck
{
    private const int NumTimes = 10;

    // The images of a step of Faceptor-Full: 496 of 112 pixels and 24 of 512.
    private const long NumNumbers = (496L * 3 * 112 * 112) + (24L * 3 * 512 * 512);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static IEnumerable<CheckRow> Run(GpuCheckOptions options)
    {
        using var scope = NewDisposeScope();
        var numNumbers = options.IsSmall ? NumNumbers / 10 : NumNumbers;
        var pageable = rand(numNumbers, dtype: ScalarType.Float32, device: CPU);
        var managed = new float[numNumbers];
        yield return Row("pageable memory to the device", numNumbers, () => Send(pageable));
        if (!options.IsCuda)
        {
            yield break;
        }

        var pinned = pageable.pin_memory();
        yield return Row("pinned memory to the device", numNumbers, () => Send(pinned));
        yield return Row(
            "managed array into pinned memory (one thread)",
            numNumbers,
            () => MemoryMarshal.AsBytes(managed.AsSpan()).CopyTo(pinned.bytes));

        void Send(Tensor source)
        {
            using var sent = source.to(options.Device, copy: true);
            options.Synchronize();
        }
    }

    private static CheckRow Row(string what, long numNumbers, Action action)
    {
        action();
        var times = Timings.Take(NumTimes, Limit, action);
        return new CheckRow(
            $"transfer, {what}",
            Figures.Format($"{numNumbers * 4 / times.Median / 1e9:0.0} GB/s, {Figures.Milliseconds(times.Median)}"),
            Figures.Format($"median of {times.Seconds.Length}, {numNumbers * 4 / 1e6:0} MB: the images of a step"));
    }
}
