using Faceptor.Data.Augmentation;

namespace Faceptor.Synthetic;

/// <summary>
/// A small generator of our own (SplitMix64), so that a seed gives the same faces on every version of .NET. Each use
/// opens a
/// stream by name and numbers; streams do not disturb each other, whatever the order or the thread they are read in.
/// </summary>
internal sealed class SyntheticRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state;

    private SyntheticRandom(ulong state) => _state = state;

    public static SyntheticRandom For(long seed, string stream, params ReadOnlySpan<long> numbers)
    {
        var state = SeededRandom.Mix((ulong)seed + Golden);
        foreach (var letter in stream)
        {
            state = SeededRandom.Mix(state ^ (letter * Golden));
        }

        foreach (var number in numbers)
        {
            state = SeededRandom.Mix(state + Golden + (ulong)number);
        }

        return new SyntheticRandom(state);
    }

    public ulong NextBits()
    {
        _state += Golden;
        return SeededRandom.Mix(_state);
    }

    /// <summary>Evenly spread over [0, 1).</summary>
    public float Uniform() => (NextBits() >> 40) * (1f / (1 << 24));

    public float Uniform(float min, float max) => min + ((max - min) * Uniform());

    /// <summary>
    /// Nearly normal (a sum of six), cut at 4.2 standard deviations: no far outliers, no library functions.
    /// </summary>
    public float Normal(float mean, float deviation)
    {
        var sum = Uniform() + Uniform() + Uniform() + Uniform() + Uniform() + Uniform();
        return mean + ((sum - 3f) * 1.41421356f * deviation);
    }

    public bool Chance(float probability) => Uniform() < probability;

    /// <summary>A whole number from 0 to <paramref name="bound"/> − 1.</summary>
    public int Below(int bound) => (int)(NextBits() % (ulong)bound);

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>An index, each with a chance proportional to its weight.</summary>
    public int Weighted(params ReadOnlySpan<float> weights)
    {
        var sum = 0f;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        var place = Uniform() * sum;
        for (var index = 0; index < weights.Length - 1; index++)
        {
            place -= weights[index];
            if (place < 0)
            {
                return index;
            }
        }

        return weights.Length - 1;
    }

    /// <summary>Puts the items into a random order.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = Below(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
