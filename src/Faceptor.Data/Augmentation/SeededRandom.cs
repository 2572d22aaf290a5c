namespace Faceptor.Data.Augmentation;

/// <summary>Random numbers that depend on their seeds alone: the same on every machine, runtime and thread.</summary>
/// <remarks>SplitMix64. Not for use by several threads at once.</remarks>
internal sealed class SeededRandom
{
    private const ulong Increment = 0x9e3779b97f4a7c15;

    private ulong _state;

    /// <summary>Starts a stream that differs for every combination of seeds.</summary>
    /// <param name="seeds">For example run seed, epoch and sample.</param>
    public SeededRandom(params ReadOnlySpan<long> seeds)
    {
        foreach (var seed in seeds)
        {
            _state = Mix(_state ^ (ulong)seed) + Increment;
        }
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64() => Mix(_state += Increment);

    /// <summary>
    /// A seed for a name: the same for the same text on every machine and runtime, unlike a string's hash code.
    /// </summary>
    /// <param name="name">For example the id of a task.</param>
    /// <remarks>FNV-1a over the UTF-16 code units.</remarks>
    public static long SeedOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var hash = 0xcbf29ce484222325;
        foreach (var unit in name)
        {
            hash = (hash ^ unit) * 0x100000001b3;
        }

        return (long)hash;
    }

    /// <summary>A number in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number in [low, high).</summary>
    /// <param name="low">Smallest value.</param>
    /// <param name="high">Bound above.</param>
    public double NextDouble(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>A number around a middle.</summary>
    /// <param name="center">The middle.</param>
    /// <param name="radius">Largest distance from it.</param>
    public double NextAround(double center, double radius) => NextDouble(center - radius, center + radius);

    /// <summary>A number from the normal distribution with mean 0 and standard deviation 1.</summary>
    /// <remarks>
    /// Box and Muller's method: two numbers u, v of <see cref="NextDouble()"/> become sqrt(-2 ln(1 - u)) cos(2 pi v).
    /// Two draws a number, always; the sine's half is not kept.
    /// </remarks>
    public double NextNormal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Whether something of a given probability happens.</summary>
    /// <param name="probability">From 0 to 1.</param>
    public bool NextBool(double probability) => NextDouble() < probability;

    /// <summary>A whole number in [0, bound).</summary>
    /// <param name="bound">At least 1.</param>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(NextUInt64(), (ulong)bound, out _);
    }

    /// <summary>Puts values in random order.</summary>
    /// <param name="values">The values.</param>
    public void Shuffle(Span<int> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var other = NextInt(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }

    /// <summary>64 bits that depend on a number alone; those of neighbours have nothing in common.</summary>
    /// <param name="number">For example a sample's index.</param>
    public static ulong Hash(long number) => Mix((ulong)number + Increment);

    /// <summary>SplitMix64's output function.</summary>
    /// <param name="value">The state.</param>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
