using Faceptor.Core.Batches;
using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>
/// Where each range's tokens lie among the rows of all tasks' tokens: range after range, within a range image after
/// image, within an image query after query.
/// </summary>
internal sealed class PackedQueries
{
    private readonly TaskRange[] _ranges;
    private readonly long[] _firstRow;

    public PackedQueries(IEnumerable<TaskRange> ranges)
    {
        _ranges = [.. ranges];
        _firstRow = new long[_ranges.Length + 1];
        for (var index = 0; index < _ranges.Length; index++)
        {
            _firstRow[index + 1] = _firstRow[index] + ((long)_ranges[index].NumImages * _ranges[index].Task.NumLabels);
        }
    }

    /// <summary>The tokens of one range, [B, Q, D], as a view of the rows [M, D].</summary>
    public Tensor Of(int rangeIndex, Tensor rows)
    {
        var range = _ranges[rangeIndex];
        using var own = rows.narrow(0, _firstRow[rangeIndex], _firstRow[rangeIndex + 1] - _firstRow[rangeIndex]);
        return own.view(range.NumImages, range.Task.NumLabels, rows.size(-1));
    }

    /// <summary>
    /// Runs a product per range and joins the results to rows again: [B, Q, D] each, [M, D] together.
    /// </summary>
    public Tensor Join(Func<int, TaskRange, Tensor> product)
    {
        using var scope = NewDisposeScope();
        var parts = new Tensor[_ranges.Length];
        for (var index = 0; index < parts.Length; index++)
        {
            parts[index] = product(index, _ranges[index]).flatten(0, 1);
        }

        return (parts.Length == 1 ? parts[0] : cat(parts)).MoveToOuterDisposeScope();
    }
}
