using Faceptor.Data.Loading;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Training;

/// <summary>
/// Brings the images of batches to the device, one after another in one tensor, without waiting for the device.
/// </summary>
/// <remarks>
/// For CUDA they go through pinned memory, which the device reads when it gets to it and libtorch takes back afterwards:
/// batches may be given back as soon as this returns.
/// </remarks>
internal sealed class ImageTransfer(Device device)
{
    /// <summary>The images of several batches of one size, one after another.</summary>
    /// <returns>Images [sum of B, 3, S, S] on the device, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A batch holds more or fewer numbers than its images need.</exception>
    public Tensor Send(IReadOnlyList<TaskBatch> batches)
    {
        var side = batches[0].SidePx;
        using var scope = NewDisposeScope();
        var images = empty(
            [batches.Sum(batch => batch.NumImages), 3, side, side], dtype: ScalarType.Float32, device: device);
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

            // Over the array itself, which stays where it is as long as this tensor is alive.
            using var managed = from_array(batch.Images);
            using var source = device.type == DeviceType.CUDA ? managed.pin_memory() : managed.alias();
            images.narrow(0, first, batch.NumImages)
                .copy_(source.view(batch.NumImages, 3, side, side), true);
            first += batch.NumImages;
        }

        return images.MoveToOuterDisposeScope();
    }
}
