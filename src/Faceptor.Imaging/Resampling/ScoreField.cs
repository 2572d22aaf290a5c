using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Faceptor.Imaging.Resampling;

/// <summary>
/// Score maps prepared for asking which class wins at a place between their pixels: cells of four pixels that one class
/// has for itself answer at once, in all others the scores are interpolated, all classes of a pixel side by side.
/// </summary>
/// <remarks>
/// The answer is that of <see cref="BilinearTap.Sample(ReadOnlySpan{float})"/> class by class, the first of equals,
/// for scores that are finite. Weights are not negative and rounding keeps order, so a class that leads in four pixels by
/// more than rounding can take leads between them.
/// </remarks>
internal sealed class ScoreField : IDisposable
{
    private const int Lanes = 8;
    private const int BlockRows = 8;
    private const int StepBits = 5;
    private const short Contested = -1;

    // Rounding of four products and three sums changes the difference of two scores by less than 2^-20.6 of the larger.
    private const float RelativeLead = 1f / (1 << 19);
    private const float AbsoluteLead = 1e-30f;

    private readonly int _side;
    private readonly int _stride;
    private readonly float[] _scores;
    private readonly short[] _leaders;
    private readonly short[] _cells;

    private ScoreField(int numClasses, int side)
    {
        _side = side;
        _stride = (numClasses + Lanes - 1) / Lanes * Lanes;
        _scores = ArrayPool<float>.Shared.Rent(checked(side * side * _stride));
        _leaders = ArrayPool<short>.Shared.Rent(side * side);
        _cells = ArrayPool<short>.Shared.Rent((side + 1) * (side + 1));
    }

    /// <summary>Prepares maps, on all processors.</summary>
    /// <param name="scores">Maps [K, S, S].</param>
    /// <param name="numClasses">Number of maps K, at most 256.</param>
    /// <param name="side">Side S.</param>
    public static ScoreField Create(ReadOnlyMemory<float> scores, int numClasses, int side)
    {
        var field = new ScoreField(numClasses, side);
        var numBlocks = (side + BlockRows - 1) / BlockRows;
        Parallel.For(0, numBlocks, block =>
        {
            var start = block * BlockRows * side;
            var end = Math.Min(start + (BlockRows * side), side * side);
            field.Interleave(scores.Span, numClasses, start, end);
            field.FindLeaders(scores.Span, numClasses, start, end);
        });
        Parallel.For(0, side + 1, field.FindCells);
        return field;
    }

    /// <summary>The winning class at each place; 0 outside of the maps.</summary>
    /// <param name="columns">x of each place in steps of 1/32 pixel.</param>
    /// <param name="rows">y of each place in steps of 1/32 pixel.</param>
    /// <param name="winners">Receives the classes; as long as the places.</param>
    public void FindWinners(ReadOnlySpan<int> columns, ReadOnlySpan<int> rows, Span<byte> winners)
    {
        const int step = 1 << StepBits;
        var limit = (uint)((_side << StepBits) + step - 1);
        ReadOnlySpan<short> cells = _cells;
        rows = rows[..columns.Length];
        winners = winners[..columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            // A place before the first pixel counts from its left neighbour, which has no weight.
            var (column, row) = ((uint)(columns[i] + step), (uint)(rows[i] + step));
            if (column - 1 >= limit || row - 1 >= limit)
            {
                winners[i] = 0;
                continue;
            }

            var (x, y) = ((int)(column >> StepBits), (int)(row >> StepBits));
            var cell = cells[(y * (_side + 1)) + x];
            winners[i] = cell != Contested
                ? (byte)cell
                : Interpolate(x - 1, y - 1, (int)(column & (step - 1)), (int)(row & (step - 1)));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_scores);
        ArrayPool<short>.Shared.Return(_leaders);
        ArrayPool<short>.Shared.Return(_cells);
    }

    private byte Interpolate(int x, int y, int rightSteps, int lowerSteps)
    {
        const float perPixel = 1f / (1 << StepBits);
        var (right, lower) = (rightSteps * perPixel, lowerSteps * perPixel);
        var (left, upper) = (x >= 0 ? 1 - right : 0, y >= 0 ? 1 - lower : 0);
        right = x + 1 < _side ? right : 0;
        lower = y + 1 < _side ? lower : 0;
        var (column0, column1) = (Math.Max(x, 0), Math.Min(x + 1, _side - 1));
        var (row0, row1) = (Math.Max(y, 0) * _side, Math.Min(y + 1, _side - 1) * _side);
        ref var scores = ref MemoryMarshal.GetArrayDataReference(_scores);
        var (place00, place01) = ((nuint)((row0 + column0) * _stride), (nuint)((row0 + column1) * _stride));
        var (place10, place11) = ((nuint)((row1 + column0) * _stride), (nuint)((row1 + column1) * _stride));
        var (weight00, weight01) = (Vector256.Create(upper * left), Vector256.Create(upper * right));
        var (weight10, weight11) = (Vector256.Create(lower * left), Vector256.Create(lower * right));
        var best = Vector256.Create(float.NegativeInfinity);
        var winners = Vector256<int>.Zero;
        var classes = Vector256<int>.Indices;
        for (nuint k = 0; k < (nuint)_stride; k += Lanes)
        {
            var sums = (weight00 * Vector256.LoadUnsafe(ref scores, place00 + k))
                + (weight01 * Vector256.LoadUnsafe(ref scores, place01 + k))
                + (weight10 * Vector256.LoadUnsafe(ref scores, place10 + k))
                + (weight11 * Vector256.LoadUnsafe(ref scores, place11 + k));
            var isBetter = Vector256.GreaterThan(sums, best);
            best = Vector256.ConditionalSelect(isBetter, sums, best);
            winners = Vector256.ConditionalSelect(isBetter.AsInt32(), classes, winners);
            classes += Vector256.Create(Lanes);
        }

        var pairs = Vector128.Max(best.GetLower(), best.GetUpper());
        pairs = Vector128.Max(pairs, Vector128.Shuffle(pairs, Vector128.Create(2, 3, 0, 1)));
        var top = Vector128.Max(pairs, Vector128.Shuffle(pairs, Vector128.Create(1, 0, 3, 2)))[0];
        var equals = Vector256.Equals(best, Vector256.Create(top)).ExtractMostSignificantBits();
        var winner = int.MaxValue;
        for (; equals != 0; equals &= equals - 1)
        {
            winner = Math.Min(winner, winners[BitOperations.TrailingZeroCount(equals)]);
        }

        return (byte)winner;
    }

    // [K, S, S] to [S, S, K'], the classes that were added below all others.
    private void Interleave(ReadOnlySpan<float> scores, int numClasses, int start, int end)
    {
        const int block = 64;
        var area = _side * _side;
        for (var first = start; first < end; first += block)
        {
            var count = Math.Min(block, end - first);
            var target = _scores.AsSpan(first * _stride, count * _stride);
            for (var k = 0; k < numClasses; k++)
            {
                var plane = scores.Slice((k * area) + first, count);
                for (var (i, place) = (0, k); i < plane.Length; i++, place += _stride)
                {
                    target[place] = plane[i];
                }
            }

            for (var place = 0; place < target.Length; place += _stride)
            {
                target[(place + numClasses)..(place + _stride)].Fill(float.MinValue);
            }
        }
    }

    // The class that leads in a pixel by more than rounding can take. Class by class over a few pixels, because maps lie
    // so that the same pixel of many of them does not fit into a cache together.
    private void FindLeaders(ReadOnlySpan<float> scores, int numClasses, int start, int end)
    {
        const int block = 64;
        var area = _side * _side;
        Span<float> best = stackalloc float[block];
        Span<float> second = stackalloc float[block];
        Span<int> leader = stackalloc int[block];
        for (var first = start; first < end; first += block)
        {
            var count = Math.Min(block, end - first);
            best.Fill(float.MinValue);
            second.Fill(float.MinValue);
            leader.Clear();
            for (var k = 0; k < numClasses; k++)
            {
                Compare(scores.Slice((k * area) + first, count), k, best, second, leader);
            }

            for (var i = 0; i < count; i++)
            {
                var lead = (RelativeLead * Math.Max(Math.Abs(best[i]), Math.Abs(second[i]))) + AbsoluteLead;
                _leaders[first + i] = best[i] - second[i] > lead ? (short)leader[i] : Contested;
            }
        }
    }

    private static void Compare(
        ReadOnlySpan<float> scores, int index, Span<float> best, Span<float> second, Span<int> leader)
    {
        var i = 0;
        for (; i <= scores.Length - Lanes; i += Lanes)
        {
            var (score, top) = (Vector256.Create(scores[i..]), Vector256.Create<float>(best[i..]));
            var isBetter = Vector256.GreaterThan(score, top);
            Vector256.Max(Vector256.Min(score, top), Vector256.Create<float>(second[i..])).CopyTo(second[i..]);
            Vector256.Max(score, top).CopyTo(best[i..]);
            Vector256.ConditionalSelect(
                isBetter.AsInt32(), Vector256.Create(index), Vector256.Create<int>(leader[i..])).CopyTo(leader[i..]);
        }

        for (; i < scores.Length; i++)
        {
            var (score, top) = (scores[i], best[i]);
            second[i] = Math.Max(Math.Min(score, top), second[i]);
            best[i] = Math.Max(score, top);
            leader[i] = score > top ? index : leader[i];
        }
    }

    // Cell (x, y) lies between the pixels x - 1 and x, y - 1 and y; at the border it has those of the border alone.
    private void FindCells(int y)
    {
        var upper = _leaders.AsSpan(Math.Max(y - 1, 0) * _side, _side);
        var lower = _leaders.AsSpan(Math.Min(y, _side - 1) * _side, _side);
        var cells = _cells.AsSpan(y * (_side + 1), _side + 1);
        for (var x = 0; x < cells.Length; x++)
        {
            var (left, right) = (Math.Max(x - 1, 0), Math.Min(x, _side - 1));
            var leader = upper[left];
            cells[x] = leader == upper[right] && leader == lower[left] && leader == lower[right] ? leader : Contested;
        }
    }
}
