using Faceptor.Core.Batches;
using Faceptor.Core.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>
/// The learned queries of one task: start tokens and the embeddings that are added to queries and keys.
/// </summary>
/// <remarks>
/// Paper: Sec. 3.2, Eq. 2: one query per label. Released configuration: start tokens N(0, 1), embeddings U(0, 1).
/// </remarks>
public sealed class TaskQueries : nn.Module
{
    [ComponentName(Name = "tokens")] private Parameter _tokens;
    [ComponentName(Name = "embeddings")] private Parameter _embeddings;

    /// <summary>Creates random queries.</summary>
    /// <param name="numQueries">Queries Q.</param>
    /// <param name="dim">Token size D.</param>
    public TaskQueries(long numQueries, long dim)
        : base(nameof(TaskQueries))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numQueries);
        _tokens = ParameterFactory.Normal(1, numQueries, dim);
        _embeddings = ParameterFactory.Uniform(numQueries, dim);
        RegisterComponents();
    }

    /// <summary>The embeddings [Q, D], for initial weights.</summary>
    internal Tensor Embeddings => _embeddings;

    /// <summary>The start tokens for a number of images, as rows.</summary>
    /// <param name="numImages">Images B.</param>
    /// <returns>[B Q, D], image by image; owned by the caller.</returns>
    public Tensor RepeatTokens(long numImages) => Rows(_tokens, numImages);

    /// <summary>The embeddings for a number of images, as rows.</summary>
    /// <param name="numImages">Images B.</param>
    /// <returns>[B Q, D], image by image; owned by the caller.</returns>
    public Tensor RepeatEmbeddings(long numImages) => Rows(_embeddings, numImages);

    private Tensor Rows(Tensor table, long numImages)
    {
        AliveGuard.Require(this, table);
        using var scope = NewDisposeScope();
        return table.unsqueeze(0).expand(numImages, -1, -1).flatten(0, 1).MoveToOuterDisposeScope();
    }
}

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
