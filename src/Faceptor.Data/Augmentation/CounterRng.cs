using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Faceptor.Data.Augmentation;

/// <summary>
/// Many random numbers at once: number i depends on the key and on i alone, so that they can be computed side by side.
/// </summary>
/// <remarks>
/// The key is one draw from the sample's <see cref="SeededRandom"/>. Number i is the counter i, scrambled by the two
/// halves of the key and two rounds of multiply and shift, and cut to 24 bits. For noise in images, not for secrets.
/// </remarks>
internal readonly struct CounterRng
{
    private const float Unit = 1f / (1 << 24);

    private readonly uint _first;
    private readonly uint _second;

    /// <summary>Takes a key from a stream; one draw.</summary>
    public CounterRng(SeededRandom random)
    {
        var key = random.NextUInt64();
        (_first, _second) = ((uint)key, (uint)(key >> 32));
    }

    /// <summary>Eight numbers in [0, 1), from counter <paramref name="start"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Uniform(uint start) => ToUnit(Scramble(Counters(start)));

    /// <summary>Fills with normal numbers of mean 0 and deviation 1, value i from counter start + i.</summary>
    /// <remarks>
    /// Box and Muller's method on the numbers 2 i and 2 i + 1; the cosine's half only, so that values do not depend on
    /// their neighbours.
    /// </remarks>
    public void FillNormal(Span<float> values, uint start)
    {
        for (var i = 0; i < values.Length; i += Vector256<float>.Count)
        {
            var even = Counters(start + (uint)i) << 1;
            // Away from 0, whose logarithm is infinite.
            var radius = ToUnit(Scramble(even)) + Vector256.Create(Unit);
            var angle = ToUnit(Scramble(even | Vector256<uint>.One)) * (2 * MathF.PI);
            Store(Vector256.Sqrt(Vector256.Log(radius) * -2f) * Vector256.Cos(angle), values[i..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Counters(uint start) => Vector256.Create(start) + Vector256<uint>.Indices;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ToUnit(Vector256<uint> bits) =>
        Vector256.ConvertToSingle((bits >> 8).AsInt32()) * Unit;

    private static void Store(Vector256<float> numbers, Span<float> values)
    {
        if (values.Length >= Vector256<float>.Count)
        {
            numbers.StoreUnsafe(ref MemoryMarshal.GetReference(values));
            return;
        }

        for (var i = 0; i < values.Length; i++)
        {
            values[i] = numbers[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<uint> Scramble(Vector256<uint> counters)
    {
        var bits = (counters * 0x9e3779b9) + Vector256.Create(_first);
        bits = (bits ^ (bits >> 16)) * 0x7feb352d;
        bits ^= Vector256.Create(_second);
        bits = (bits ^ (bits >> 15)) * 0x846ca68b;
        return bits ^ (bits >> 16);
    }
}
