using Faceptor.Core.Tasks;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Training.Evaluation;

namespace Faceptor.Training.Sessions;

/// <summary>A verification set, prepared as the model wants it.</summary>
public sealed class DatasetVerificationSource : IVerificationSource
{
    private readonly VerificationSet _set;
    private readonly SampleBatches _batches;

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
        _batches = new SampleBatches(new IdentityPreparer(sidePx, isTraining: false), batchSize, onRead);
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
        _batches.Read(_set.NumImages, ReadSample)
            .Select(batch => new ImageBatch(batch.Samples.Length, batch.SidePx, batch.Images));

    // The label does not matter here: pairs, not persons, are scored.
    private FaceSample ReadSample(int index) =>
        new($"{_set.Name} {index}", _set.ReadImage(index), new IdentityLabel(0));
}
