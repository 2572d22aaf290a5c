namespace Faceptor.Imaging.Resampling;

/// <summary>
/// An antialiasing kernel laid out for a pass along rows, where two neighbours are multiplied at a time.
/// </summary>
/// <remarks>
/// A weight of 22 bits is split into a high part and 11 low bits, each small enough for 16-bit products; the sums of
/// both parts, put together, are exact. Each weight is there four times, once for every lane of a vector.
/// </remarks>
internal sealed class RowKernel
{
    /// <summary>Bits of the low part.</summary>
    public const int LowBits = 11;

    /// <summary>Numbers a pair of taps.</summary>
    public const int PairLength = 8;

    public RowKernel(ResizeKernel kernel)
    {
        First = kernel.First;
        NumPairs = (kernel.NumTaps + 1) / 2;
        Weights = new int[First.Length * NumPairs * PairLength];
        for (var target = 0; target < First.Length; target++)
        {
            for (var tap = 0; tap < kernel.NumTaps; tap++)
            {
                var weight = kernel.Weights[(target * kernel.NumTaps) + tap];
                var shift = 16 * (tap & 1);
                var lanes = Weights.AsSpan(((target * NumPairs) + (tap / 2)) * PairLength, PairLength);
                for (var lane = 0; lane < PairLength / 2; lane++)
                {
                    lanes[lane] |= ((weight >> LowBits) & 0xffff) << shift;
                    lanes[lane + (PairLength / 2)] |= (weight & ((1 << LowBits) - 1)) << shift;
                }
            }
        }
    }

    /// <summary>First source pixel of each target pixel.</summary>
    public int[] First { get; }

    /// <summary>Pairs of taps a target pixel.</summary>
    public int NumPairs { get; }

    /// <summary>
    /// Weights [target, pair, <see cref="PairLength"/>]: the high parts, then the low ones; in each number the first
    /// tap in the low half and the second in the high half.
    /// </summary>
    public int[] Weights { get; }
}
