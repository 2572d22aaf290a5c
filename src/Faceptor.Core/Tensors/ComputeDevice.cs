using System.Globalization;
using Faceptor.Core.Natives;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Core.Tensors;

/// <summary>Finds the device that networks run on by the name that people give it.</summary>
internal static class ComputeDevice
{
    /// <summary>The name that takes the first CUDA device, or the processor where there is none.</summary>
    public const string Auto = "auto";

    private const string Processor = "cpu";
    private const string Cuda = "cuda";

    /// <summary>Finds a device.</summary>
    /// <param name="name"><see cref="Auto"/>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c> with N from 0.</param>
    /// <exception cref="OptionsException">There is no such device here; the message says what there is.</exception>
    public static Device Find(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        TorchRuntime.Load();
        var numCuda = cuda.is_available() ? cuda.device_count() : 0;
        var index = name switch
        {
            Processor => -1,
            Auto => numCuda > 0 ? 0 : -1,
            Cuda => 0,
            _ when name.StartsWith($"{Cuda}:", StringComparison.Ordinal)
                && int.TryParse(
                    name[(Cuda.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
            _ => throw new OptionsException(
                "device", $"expected {Auto}, {Processor}, {Cuda} or {Cuda}:N, got '{name}'."),
        };
        if (index < 0)
        {
            return CPU;
        }

        if (index >= numCuda)
        {
            throw new OptionsException(
                "device",
                $"got '{name}', {(numCuda == 0 ? "no CUDA device is" : $"{numCuda} CUDA devices are")} there for this "
                + "build; build with TorchBackend=cuda-linux or cuda-windows and check the driver, or take cpu.");
        }

        // float32 means float32: libtorch lets cuDNN's convolutions round to TF32, though not its own products.
        backends.cudnn.allow_tf32 = false;
        return new Device(DeviceType.CUDA, index);
    }
}
