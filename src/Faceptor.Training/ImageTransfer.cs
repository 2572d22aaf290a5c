using System.Runtime.InteropServices;
using Faceptor.Data.Loading;
using static TorchSharp.torch;

namespace Faceptor.Training;

/// <summary>
/// Brings the images of batches to the device: one copy into a tensor, and over the bus from there.
/// </summary>
/// <remarks>
/// For CUDA the tensor lies in pinned memory, which the device reads directly, and is kept from step to step; the
/// transfer is awaited, so it may be filled again. Not for use by several threads at once.
/// </remarks>
internal sealed class ImageTransfer(Device device) : IDisposable
{
    private Tensor? _pinned; // [numbers]

    /// <summary>The images of several batches of one size, one after another.</summary>
    /// <returns>Images [sum of B, 3, S, S] on the device, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A batch holds more or fewer numbers than its images need.</exception>
    public Tensor Send(IReadOnlyList<TaskBatch> batches)
    {
        var side = batches[0].SidePx;
        var numImages = batches.Sum(batch => batch.NumImages);
        using var scope = NewDisposeScope();
        var images = Target((long)numImages * 3 * side * side).view(numImages, 3, side, side);
        var first = 0L;
        foreach (var batch in batches)
        {
            var expected = (long)batch.NumImages * 3 * side * side;
            if (batch.Images.LongLength != expected)
            {
                throw new ArgumentException(
                    $"a batch of {batch.NumImages} samples of {batch.Task} needs {expected} numbers, "
                    + $"got {batch.Images.LongLength}.",
                    nameof(batches));
            }

            var part = images.narrow(0, first, batch.NumImages);
            MemoryMarshal.AsBytes(batch.Images.AsSpan()).CopyTo(part.bytes);
            first += batch.NumImages;
        }

        return images.to(device).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _pinned?.Dispose();

    private Tensor Target(long length)
    {
        if (device.type != TorchSharp.DeviceType.CUDA)
        {
            return empty(length, dtype: ScalarType.Float32, device: CPU);
        }

        if (_pinned is null || _pinned.NumberOfElements < length)
        {
            _pinned?.Dispose();
            _pinned = empty(length, dtype: ScalarType.Float32, device: CPU).pin_memory().DetachFromDisposeScope();
        }

        return _pinned.narrow(0, 0, length);
    }
}
