using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Data.Datasets;
using Faceptor.Data.Loading;
using Faceptor.Evaluation.Families;
using Faceptor.Imaging.Geometry;
using Faceptor.Models;

namespace Faceptor.Evaluation.Sessions;

/// <summary>A dataset's test split, prepared as the model wants it, with the training labels beside it.</summary>
internal sealed class DatasetEvaluationSource : IEvaluationSource
{
    private readonly IFaceDataset _evaluation;
    private readonly IFaceDataset? _training;
    private readonly BaselineCache _memory;
    private readonly SampleBatches _batches;
    private readonly int _batchSize;
    private readonly Action<int>? _onRead;

    /// <summary>Describes the source; nothing is read yet.</summary>
    /// <param name="set">The split and the training labels; not disposed here. Remembers the baseline.</param>
    /// <param name="model">The model that is scored; its input size and normalisation are read.</param>
    /// <param name="batchSize">Images a batch.</param>
    /// <param name="onRead">
    /// Told how many images, or training maps, came; on the consumer's thread, <see cref="NumReads"/> in all.
    /// </param>
    public DatasetEvaluationSource(EvaluationSet set, IFaceModel model, int batchSize, Action<int>? onRead = null)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        _evaluation = set.Evaluation;
        _training = set.Training;
        Subsets = set.Subsets;
        SplitSize = set.SplitSize;
        BaselineProblem = set.Training is null ? set.BaselineProblem ?? "there are no training labels" : null;
        _memory = set.Memory;
        _batches = new SampleBatches(model, Task, batchSize, onRead);
        _batchSize = batchSize;
        _onRead = onRead;
    }

    /// <inheritdoc/>
    public FaceTask Task => _evaluation.Task;

    /// <inheritdoc/>
    public string Split => _evaluation.Split;

    /// <inheritdoc/>
    public ImmutableArray<EvaluationSubset> Subsets { get; }

    /// <inheritdoc/>
    public long? SplitSize { get; }

    /// <inheritdoc/>
    public string? BaselineProblem { get; }

    /// <summary>
    /// Files that take time in the next evaluation: test images, and label maps for a parsing baseline, once.
    /// </summary>
    public long NumReads =>
        (long)_evaluation.Count + (HasExpensiveLabels && !_memory.IsFilled ? NumTrainingLabels : 0);

    private bool HasExpensiveLabels => Task.Definition.LabelsAreImages;

    private int NumTrainingLabels => _training is null
        ? 0
        : Math.Min(_training.Count, FamilyEvaluation.Of(Task.Family).MaxBaselineLabels);

    /// <inheritdoc/>
    public IEnumerable<EvaluationBatch> ReadBatches() => _batches.Read(
        _evaluation.Count, _evaluation.Read, index => SampleGuard.PlaceOf(_evaluation, index));

    /// <inheritdoc/>
    public T Baseline<T>(Func<T> learn)
        where T : notnull =>
        _memory.Get(learn);

    /// <inheritdoc/>
    public IEnumerable<FaceLabel> ReadTrainingLabels()
    {
        if (_training is null)
        {
            yield break;
        }

        var count = NumTrainingLabels;
        foreach (var labels in Prefetch.Run(
            Subset.SpreadIndices(_training.Count, count).Chunk(_batchSize),
            indices => indices.Select(index => SampleGuard.ReadLabel(_training, index)).ToArray()))
        {
            // Cheap labels count for nothing, but a listener may want to stop here too.
            _onRead?.Invoke(HasExpensiveLabels ? labels.Length : 0);
            foreach (var label in labels)
            {
                yield return label;
            }
        }
    }
}

/// <summary>The way of a test image into the network and back, as evaluators want it.</summary>
internal sealed class WarpTransform(AlignmentWarp warp) : IImageTransform
{
    public Vector2 ToImage(Vector2 networkPx) => warp.ToOriginal(networkPx);

    public Vector2 ToNetwork(Vector2 imagePx) => warp.ToAligned(imagePx);
}
