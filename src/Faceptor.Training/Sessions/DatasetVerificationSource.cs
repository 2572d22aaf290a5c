using Faceptor.Core.Tasks;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Training.Evaluation;

namespace Faceptor.Training.Sessions;

/// <summary>A verification set, prepared as the model wants it.</summary>
public sealed class DatasetVerificationSource : IVerificationSource
{
    private readonly VerificationSet _set;
    private readonly IdentityPreparer _preparer;
    private readonly int _batchSize;
    private readonly Action<int>? _onRead;

    /// <summary>Describes the source.</summary>
    /// <param name="task">The identity task whose embedding is scored.</param>
    /// <param name="set">The pairs.</param>
    /// <param name="sidePx">Side of the network's pictures in pixels.</param>
    /// <param name="batchSize">Pictures a batch.</param>
    /// <param name="onRead">Told how many pictures each batch has.</param>
    public DatasetVerificationSource(
        FaceTask task, VerificationSet set, int sidePx, int batchSize, Action<int>? onRead = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        Task = task;
        _set = set;
        _preparer = new IdentityPreparer(sidePx, isTraining: false);
        _batchSize = batchSize;
        _onRead = onRead;
    }

    /// <inheritdoc/>
    public FaceTask Task { get; }

    /// <inheritdoc/>
    public string Name => _set.Name;

    /// <inheritdoc/>
    public int NumPairs => _set.NumPairs;

    /// <inheritdoc/>
    public bool IsSame(int pair) => _set.IsSame(pair);

    /// <inheritdoc/>
    public IEnumerable<ImageBatch> ReadBatches() =>
        Read.Ahead(Enumerable.Range(0, _set.NumImages).Chunk(_batchSize), Prepare).Select(Announce);

    private ImageBatch Announce(ImageBatch batch)
    {
        _onRead?.Invoke(batch.NumImages);
        return batch;
    }

    private ImageBatch Prepare(int[] indices)
    {
        var imageLength = 3 * _preparer.SidePx * _preparer.SidePx;
        var images = new float[indices.Length * imageLength];
        for (var place = 0; place < indices.Length; place++)
        {
            // The label does not matter here: pairs, not persons, are scored.
            var sample = new FaceSample(
                $"{_set.Name} {indices[place]}", _set.ReadImage(indices[place]), new IdentityLabel(0));
            _preparer.Prepare(sample, new SeededRandom(), images.AsSpan(place * imageLength, imageLength));
        }

        return new ImageBatch(indices.Length, _preparer.SidePx, images);
    }
}
