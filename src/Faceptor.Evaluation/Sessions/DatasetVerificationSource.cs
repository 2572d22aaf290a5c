using System.Collections.Immutable;
using Faceptor.Data.Datasets;
using Faceptor.Models;

namespace Faceptor.Evaluation.Sessions;

/// <summary>A verification set, prepared as the model wants it.</summary>
internal sealed class DatasetVerificationSource : IVerificationSource
{
    private readonly VerificationSet _set;
    private readonly SampleBatches _batches;
    private readonly ImmutableArray<int> _pairs;

    /// <summary>Describes the source.</summary>
    /// <param name="task">The identity task whose embedding is scored.</param>
    /// <param name="set">The pairs.</param>
    /// <param name="model">The model that is scored; its input size and normalisation are read.</param>
    /// <param name="batchSize">Images a batch.</param>
    /// <param name="onRead">Told how many images each batch has.</param>
    /// <param name="maxPairs">
    /// Most pairs, as many of one identity as of two, chosen by a hash, at least ten of each; null takes all.
    /// </param>
    /// <exception cref="Faceptor.DatasetException">A part is asked for, and one kind has too few pairs.</exception>
    public DatasetVerificationSource(
        FaceTask task,
        VerificationSet set,
        IFaceModel model,
        int batchSize,
        Action<int>? onRead = null,
        int? maxPairs = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        Task = task;
        _set = set;
        _batches = new SampleBatches(model, task, batchSize, onRead);
        _pairs = SampleChoice.OfPairs(set, maxPairs);
    }

    /// <inheritdoc/>
    public FaceTask Task { get; }

    /// <inheritdoc/>
    public string Name => _set.Name;

    /// <inheritdoc/>
    public int NumPairs => _pairs.Length;

    /// <inheritdoc/>
    public long? SplitSize => _pairs.Length < _set.NumPairs ? _set.NumPairs : null;

    /// <inheritdoc/>
    public bool IsSame(int pair) => _set.IsSame(_pairs[pair]);

    /// <inheritdoc/>
    public IEnumerable<ImageBatch> ReadBatches() => _batches.ReadImages(
        2 * NumPairs, ReadSample, index => _set.PlaceOf(ImageOf(index)));

    private int ImageOf(int index) => (2 * _pairs[index / 2]) + (index % 2);

    // The label does not matter here: pairs, not identities, are scored.
    private FaceSample ReadSample(int index)
    {
        var image = ImageOf(index);
        return new FaceSample($"{_set.Name} {image}", _set.ReadImage(image), new IdentityLabel(0));
    }
}
