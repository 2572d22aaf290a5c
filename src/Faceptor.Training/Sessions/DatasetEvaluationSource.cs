using System.Collections.Immutable;
using Faceptor.Core.Tasks;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Training.Evaluation;

namespace Faceptor.Training.Sessions;

/// <summary>A dataset's test split, prepared as the model wants it, with the training labels beside it.</summary>
public sealed class DatasetEvaluationSource : IEvaluationSource
{
    /// <summary>
    /// Label maps that a parsing baseline is made from, spread evenly; more of them take long to decode and change
    /// little.
    /// </summary>
    private const int MaxTrainingMaps = 500;

    private readonly IFaceDataset _evaluation;
    private readonly IFaceDataset _training;
    private readonly ISamplePreparer _preparer;
    private readonly int _batchSize;
    private readonly Action<int>? _onRead;

    /// <summary>Describes the source; nothing is read yet.</summary>
    /// <param name="evaluation">The test split; not disposed here.</param>
    /// <param name="training">The training split; not disposed here.</param>
    /// <param name="sidePx">Side of the network's pictures in pixels.</param>
    /// <param name="batchSize">Pictures a batch.</param>
    /// <param name="onRead">Told how many pictures each batch has.</param>
    public DatasetEvaluationSource(
        IFaceDataset evaluation, IFaceDataset training, int sidePx, int batchSize, Action<int>? onRead = null)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        _evaluation = evaluation;
        _training = training;
        _preparer = SamplePreparers.ForEvaluation(evaluation.Task, sidePx);
        _batchSize = batchSize;
        _onRead = onRead;
    }

    /// <inheritdoc/>
    public FaceTask Task => _evaluation.Task;

    /// <inheritdoc/>
    public string Split => _evaluation.Split;

    /// <inheritdoc/>
    public IEnumerable<EvaluationBatch> ReadBatches() =>
        Read.Ahead(Enumerable.Range(0, _evaluation.Count).Chunk(_batchSize), Prepare).Select(Announce);

    /// <inheritdoc/>
    public IEnumerable<FaceLabel> ReadTrainingLabels()
    {
        var isExpensive = Task.Family == TaskFamily.Parsing;
        var count = isExpensive ? Math.Min(_training.Count, MaxTrainingMaps) : _training.Count;
        return Read.Ahead(
            Enumerable.Range(0, count).Select(place => (int)((long)place * _training.Count / count)).Chunk(_batchSize),
            indices => indices.Select(_training.ReadLabel).ToArray()).SelectMany(labels => labels);
    }

    private EvaluationBatch Announce(EvaluationBatch batch)
    {
        _onRead?.Invoke(batch.Samples.Length);
        return batch;
    }

    private EvaluationBatch Prepare(int[] indices)
    {
        var imageLength = 3 * _preparer.SidePx * _preparer.SidePx;
        var images = new float[indices.Length * imageLength];
        var samples = ImmutableArray.CreateBuilder<EvaluationSample>(indices.Length);
        foreach (var index in indices)
        {
            var sample = _evaluation.Read(index);
            var planes = images.AsSpan(samples.Count * imageLength, imageLength);
            var prepared = _preparer.Prepare(sample, new SeededRandom(), planes);
            samples.Add(new EvaluationSample(sample.Name, sample.Label, new WarpTransform(prepared.Warp)));
        }

        return new EvaluationBatch(_preparer.SidePx, images, samples.MoveToImmutable());
    }
}
