using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Faceptor.Imaging;
using Faceptor.Imaging.Resampling;

namespace Faceptor.Data.Augmentation.RandAugment;

/// <summary>The mean of a pixel, taken five times, and its eight neighbours; pixels at the edge stay.</summary>
internal static class SmoothFilter
{
    private const int Group = 8;

    public static RgbImage Apply(RgbImage image)
    {
        var result = new RgbImage(image.Width, image.Height, [.. image.Pixels]);
        var length = image.Width * 3;
        ref var pixels = ref MemoryMarshal.GetArrayDataReference(image.Pixels);
        ref var smooth = ref MemoryMarshal.GetArrayDataReference(result.Pixels);
        for (var y = 1; y < image.Height - 1; y++)
        {
            var x = 3;
            for (; x <= length - 3 - Group; x += Group)
            {
                ref var center = ref Unsafe.Add(ref pixels, (y * length) + x);
                var sum = Three(ref Unsafe.Subtract(ref center, length)) + Three(ref center)
                    + Three(ref Unsafe.Add(ref center, length)) + (Lanes.Load8(ref center) << 2);
                Lanes.Store8(DivideBy13(sum), ref Unsafe.Add(ref smooth, (y * length) + x));
            }

            for (; x < length - 3; x++)
            {
                var sum = 4 * image.Pixels[(y * length) + x];
                for (var row = y - 1; row <= y + 1; row++)
                {
                    var neighbours = image.Row(row);
                    sum += neighbours[x - 3] + neighbours[x] + neighbours[x + 3];
                }

                result.Pixels[(y * length) + x] = (byte)((sum + 6) / 13);
            }
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Three(ref byte pixel) => Lanes.Load8(ref Unsafe.Subtract(ref pixel, 3))
        + Lanes.Load8(ref pixel) + Lanes.Load8(ref Unsafe.Add(ref pixel, 3));

    // Rounded; a sum of whole numbers over 13 never lies in the middle. The factor is exact for sums of 13 bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> DivideBy13(Vector256<int> sums) => ((sums + Vector256.Create(6)) * 20165) >> 18;
}
