namespace Faceptor.Data.Imaging;

/// <summary>An antialiasing kernel laid out for a pass along rows, where two neighbours are multiplied at a time.</summary>
/// <remarks>
/// A weight of 22 bits is split into a high part and 11 low bits, each small enough for 16-bit products; the sums of
/// both parts, put together, are exact.
/// </remarks>
internal sealed class RowKernel
{
    /// <summary>Bits of the low part.</summary>
    public const int LowBits = 11;

    public RowKernel(ResizeKernel kernel)
    {
        First = kernel.First;
        NumPairs = (kernel.NumTaps + 1) / 2;
        High = new int[First.Length * NumPairs];
        Low = new int[First.Length * NumPairs];
        for (var target = 0; target < First.Length; target++)
        {
            for (var tap = 0; tap < kernel.NumTaps; tap++)
            {
                var weight = kernel.Weights[(target * kernel.NumTaps) + tap];
                var place = (target * NumPairs) + (tap / 2);
                High[place] |= ((weight >> LowBits) & 0xffff) << (16 * (tap & 1));
                Low[place] |= (weight & ((1 << LowBits) - 1)) << (16 * (tap & 1));
            }
        }
    }

    /// <summary>First source pixel of each target pixel.</summary>
    public int[] First { get; }

    /// <summary>Pairs of taps a target pixel.</summary>
    public int NumPairs { get; }

    /// <summary>High parts [target, pair]: the first tap in the low half, the second in the high half.</summary>
    public int[] High { get; }

    /// <summary>Low parts, likewise.</summary>
    public int[] Low { get; }
}
