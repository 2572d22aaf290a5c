using System.Runtime.InteropServices;
using Faceptor.Core.Natives;
using static TorchSharp.torch;

namespace Faceptor.Distributed.Collectives;

/// <summary>Where a tensor's numbers lie, of whatever type they are and on whatever device.</summary>
internal static partial class TensorMemory
{
    static TensorMemory()
    {
        TorchRuntime.Load();
        if (NativeFiles.TryGetLoaded(NativeNames.TorchBinding, out var binding))
        {
            NativeNames.Set(NativeNames.TorchBinding, binding);
        }
    }

    /// <summary>Address of the first number; good while the tensor lives.</summary>
    public static nint Address(Tensor tensor) => Data(tensor.Handle);

    /// <summary>Bytes of all numbers.</summary>
    public static long NumBytes(Tensor tensor) => tensor.numel() * tensor.ElementSize;

    /// <summary>Refuses what does not lie in one piece.</summary>
    /// <exception cref="ArgumentException">The tensor is not contiguous.</exception>
    public static void RequireContiguous(Tensor tensor, string name)
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        if (!tensor.is_contiguous())
        {
            throw new ArgumentException(
                $"expected a contiguous tensor, got one of shape [{string.Join(", ", tensor.shape)}] that is not.", name);
        }
    }

    /// <summary>Refuses tensors of which one is not made of the other's part for each rank.</summary>
    /// <exception cref="ArgumentException">Sizes, types or devices differ, or one is not contiguous.</exception>
    public static void RequireParts(Tensor own, Tensor all, int numRanks)
    {
        RequireContiguous(own, nameof(own));
        RequireContiguous(all, nameof(all));
        if (all.numel() != own.numel() * numRanks || all.dtype != own.dtype || all.device_type != own.device_type)
        {
            throw new ArgumentException(
                $"expected {numRanks} times {own.numel()} numbers of {own.dtype} on {own.device_type}, "
                + $"got {all.numel()} of {all.dtype} on {all.device_type}.",
                nameof(all));
        }
    }

    [LibraryImport(NativeNames.TorchBinding, EntryPoint = "THSTensor_data")]
    private static partial nint Data(nint tensor);
}
