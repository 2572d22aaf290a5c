using System.Numerics;
using Faceptor.Data.Augmentation;

namespace Faceptor.Data.Loading;

/// <summary>A random order of 0 to n - 1 that is computed place by place instead of being kept.</summary>
/// <remarks>
/// A balanced Feistel network over the smallest even number of bits that holds n values; values outside are sent
/// through again until they fall inside, 4 times at most on average. Memory and time for a place do not depend on n:
/// the order of five million images costs as much as that of fifty.
/// </remarks>
internal sealed class RandomPermutation
{
    private const int NumRounds = 6;

    private readonly int _count;
    private readonly int _halfBits;
    private readonly uint _halfMask;
    private readonly ulong[] _keys = new ulong[NumRounds];

    /// <summary>Chooses an order.</summary>
    /// <param name="count">The number n of places.</param>
    /// <param name="random">Decides which order.</param>
    public RandomPermutation(int count, SeededRandom random)
    {
        _count = count;
        var bits = Math.Max(2, BitOperations.Log2((uint)Math.Max(1, count - 1)) + 1);
        _halfBits = (bits + 1) / 2;
        _halfMask = (1u << _halfBits) - 1;
        for (var round = 0; round < NumRounds; round++)
        {
            _keys[round] = random.NextUInt64();
        }
    }

    /// <summary>What stands at a place.</summary>
    /// <param name="place">From 0 to n - 1.</param>
    public int this[int place]
    {
        get
        {
            var value = (uint)place;
            do
            {
                value = Encrypt(value);
            }
            while (value >= (uint)_count);
            return (int)value;
        }
    }

    private uint Encrypt(uint value)
    {
        var (left, right) = (value >> _halfBits, value & _halfMask);
        foreach (var key in _keys)
        {
            var mixed = (right + 1) * 0x9e3779b97f4a7c15UL ^ key;
            mixed = (mixed ^ (mixed >> 29)) * 0xbf58476d1ce4e5b9UL;
            (left, right) = (right, left ^ ((uint)(mixed >> 35) & _halfMask));
        }

        return (left << _halfBits) | right;
    }
}
