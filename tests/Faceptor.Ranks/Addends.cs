using static TorchSharp.torch;

namespace Faceptor.Ranks;

/// <summary>What ranks add up, known to every one of them and to the test.</summary>
internal static class Addends
{
    /// <summary>
    /// Number types with lengths that take both ways: small ones, those that are cut into pieces, none that divides evenly,
    /// and one number alone.
    /// </summary>
    public static IReadOnlyList<(ScalarType Type, int Length)> Cases { get; } =
    [
        (ScalarType.Float32, 1),
        (ScalarType.Float32, 5_003),
        (ScalarType.Float32, 300_007),
        (ScalarType.Float64, 70_001),
        (ScalarType.BFloat16, 90_001),
        (ScalarType.Float16, 7),
        (ScalarType.Float16, 90_001),
        (ScalarType.Int64, 90_001),
    ];

    /// <summary>The numbers of a rank.</summary>
    /// <returns>Owned by the caller.</returns>
    public static Tensor Of(int rank, ScalarType type, int length)
    {
        using var chance = new Generator((ulong)(rank + (100 * length)));
        return type == ScalarType.Int64
            ? randint(-1_000_000_000_000, 1_000_000_000_000, [length], dtype: type, generator: chance)
            : randn(length, dtype: ScalarType.Float32, generator: chance).to(type);
    }

    /// <summary>The sum over ranks, as a single process would form it.</summary>
    /// <returns>Owned by the caller.</returns>
    public static Tensor Sum(int numRanks, ScalarType type, int length)
    {
        using var tree = new Distributed.TreeSum();
        for (var rank = 0; rank < numRanks; rank++)
        {
            tree.Add(Of(rank, type, length));
        }

        return tree.Take();
    }
}
