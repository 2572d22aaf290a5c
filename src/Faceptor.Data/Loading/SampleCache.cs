using System.Collections.Concurrent;
using Faceptor.Data.Datasets;
using Faceptor.Data.Families;

namespace Faceptor.Data.Loading;

/// <summary>
/// Keeps decoded samples of a dataset in memory, up to a bound; the first ones read stay, the others are read each
/// time.
/// </summary>
/// <remarks>
/// Our choice: nothing is thrown out. A shuffled pass visits every sample once, so any other policy would keep no more
/// of them. Worth it where decoding is slow: a CelebAMask-HQ sample is up to 18 mask files and takes 1 MB here. Samples
/// are shared between callers, who must not change them. Safe for use by several threads at once.
/// </remarks>
internal sealed class SampleCache : IFaceDataset
{
    private readonly IFaceDataset _inner;
    private readonly long _maxBytes;
    private readonly ConcurrentDictionary<int, FaceSample> _samples = new();
    private long _bytes;

    /// <summary>Wraps a dataset.</summary>
    /// <param name="inner">The dataset; not disposed here.</param>
    /// <param name="maxBytes">Bound on the pixels and label maps held, in bytes.</param>
    public SampleCache(IFaceDataset inner, long maxBytes)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        _inner = inner;
        _maxBytes = maxBytes;
    }

    /// <inheritdoc/>
    public FaceTask Task => _inner.Task;

    /// <inheritdoc/>
    public string Split => _inner.Split;

    /// <inheritdoc/>
    public int Count => _inner.Count;

    /// <summary>Samples held.</summary>
    public int NumCached => _samples.Count;

    /// <summary>Bytes of pixels and label maps held.</summary>
    public long NumBytes => Interlocked.Read(ref _bytes);

    /// <inheritdoc/>
    public string GetName(int index) => _inner.GetName(index);

    /// <inheritdoc/>
    public string? FindImage(int index) => _inner.FindImage(index);

    /// <inheritdoc/>
    public FaceLabel ReadLabel(int index) =>
        _samples.TryGetValue(index, out var sample) ? sample.Label : _inner.ReadLabel(index);

    /// <inheritdoc/>
    public FaceSample Read(int index)
    {
        if (_samples.TryGetValue(index, out var cached))
        {
            return cached;
        }

        var sample = _inner.Read(index);
        var bytes = SizeOf(sample);
        // Reserved before the sample is stored, so that threads together cannot pass the bound.
        if (Interlocked.Add(ref _bytes, bytes) > _maxBytes || !_samples.TryAdd(index, sample))
        {
            Interlocked.Add(ref _bytes, -bytes);
        }

        return sample;
    }

    private static long SizeOf(FaceSample sample) =>
        sample.Image.Pixels.LongLength + (FamilySamples.Find(sample.Label)?.NumBytes(sample.Label) ?? 0);
}
