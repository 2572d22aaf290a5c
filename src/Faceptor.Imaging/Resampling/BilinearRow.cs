using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Faceptor.Imaging.Resampling;

/// <summary>One output row of a bilinear warp in whole numbers.</summary>
/// <remarks>
/// Released configuration: OpenCV's remap samples images at places rounded to 1/32 of a pixel. So the four weights
/// are whole 1024ths, and the weighted sum of bytes is exact.
/// </remarks>
internal static class BilinearRow
{
    /// <summary>Steps a pixel along x and along y.</summary>
    public const int StepsPerPixel = 32;

    /// <summary>Numbers a pixel in a row of sums: R, G, B and one that says nothing.</summary>
    public const int Stride = 4;

    private const int StepBits = 5;
    private const int WeightBits = 2 * StepBits;
    private const float Scale = (float)(1.0 / (255 << WeightBits));

    /// <summary>Sums of a row: 1024 times the levels.</summary>
    public static void Sample(RgbImage source, SourceGrid grid, Span<int> sums)
    {
        var (width, height) = (source.Width, source.Height);
        var stride = width * 3;
        ref var pixels = ref MemoryMarshal.GetArrayDataReference(source.Pixels);
        ref var steps = ref MemoryMarshal.GetArrayDataReference(grid.Steps);
        ref var target = ref MemoryMarshal.GetReference(sums);
        var yStart = grid.YStart;
        var numPixels = sums.Length / Stride;
        // Two neighbours are loaded as eight bytes, so a third pixel must follow them.
        var (insideWidth, insideHeight) = ((uint)Math.Max(0, width - 2), (uint)(height - 1));
        for (var x = 0; x < numPixels; x++)
        {
            var (u, v) = (Unsafe.Add(ref steps, x), Unsafe.Add(ref steps, yStart + x));
            var (column, row) = (u >> StepBits, v >> StepBits);
            var (right, lower) = (u & (StepsPerPixel - 1), v & (StepsPerPixel - 1));
            Vector128<int> sum;
            if ((uint)column < insideWidth && (uint)row < insideHeight)
            {
                ref var upperLeft = ref Unsafe.Add(ref pixels, (row * stride) + (column * 3));
                var across = (right << 16) | (StepsPerPixel - right);
                var weights = Vector128.Create(across * (StepsPerPixel - lower)).AsInt16();
                var lowerWeights = Vector128.Create(across * lower).AsInt16();
                sum = Lanes.MultiplyAddPairs(Lanes.LoadPair(ref upperLeft), weights)
                    + Lanes.MultiplyAddPairs(Lanes.LoadPair(ref Unsafe.Add(ref upperLeft, stride)), lowerWeights);
            }
            else
            {
                sum = column >= -1 && column < width && row >= -1 && row < height
                    ? AtEdge(source, column, row, right, lower)
                    : Vector128<int>.Zero;
            }

            sum.StoreUnsafe(ref target, (nuint)(x * Stride));
        }
    }

    /// <summary>Sums to levels in [0, 1], channel by channel.</summary>
    public static void ToPlanes(ReadOnlySpan<int> sums, Span<float> red, Span<float> green, Span<float> blue)
    {
        ref var from = ref MemoryMarshal.GetReference(sums);
        var x = 0;
        if (Sse2.IsSupported)
        {
            for (; x <= red.Length - 4; x += 4)
            {
                ref var four = ref Unsafe.Add(ref from, x * Stride);
                var (a, b) = (Vector128.LoadUnsafe(ref four), Vector128.LoadUnsafe(ref four, 4));
                var (c, d) = (Vector128.LoadUnsafe(ref four, 8), Vector128.LoadUnsafe(ref four, 12));
                var (abLow, cdLow) = (Sse2.UnpackLow(a, b).AsInt64(), Sse2.UnpackLow(c, d).AsInt64());
                var (abHigh, cdHigh) = (Sse2.UnpackHigh(a, b).AsInt64(), Sse2.UnpackHigh(c, d).AsInt64());
                Store(Sse2.UnpackLow(abLow, cdLow).AsInt32(), red, x);
                Store(Sse2.UnpackHigh(abLow, cdLow).AsInt32(), green, x);
                Store(Sse2.UnpackLow(abHigh, cdHigh).AsInt32(), blue, x);
            }
        }

        for (; x < red.Length; x++)
        {
            red[x] = sums[x * Stride] * Scale;
            green[x] = sums[(x * Stride) + 1] * Scale;
            blue[x] = sums[(x * Stride) + 2] * Scale;
        }
    }

    /// <summary>Sums to rounded bytes.</summary>
    public static void ToBytes(ReadOnlySpan<int> sums, Span<byte> row)
    {
        for (int from = 0, to = 0; to < row.Length; from += Stride, to += 3)
        {
            row[to] = Round(sums[from]);
            row[to + 1] = Round(sums[from + 1]);
            row[to + 2] = Round(sums[from + 2]);
        }
    }

    private static byte Round(int sum) => (byte)((sum + (1 << (WeightBits - 1))) >> WeightBits);

    private static Vector128<int> AtEdge(RgbImage source, int column, int row, int right, int lower)
    {
        var sum = Vector128<int>.Zero;
        for (var part = 0; part < 4; part++)
        {
            var (x, y) = (column + (part & 1), row + (part >> 1));
            if (x >= 0 && x < source.Width && y >= 0 && y < source.Height)
            {
                var pixel = source.Row(y).Slice(x * 3, 3);
                var weight = ((part & 1) == 0 ? StepsPerPixel - right : right)
                    * ((part >> 1) == 0 ? StepsPerPixel - lower : lower);
                sum += Vector128.Create(pixel[0], pixel[1], pixel[2], 0) * weight;
            }
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<int> sums, Span<float> plane, int x) =>
        (Vector128.ConvertToSingle(sums) * Scale).StoreUnsafe(ref MemoryMarshal.GetReference(plane), (nuint)x);
}
