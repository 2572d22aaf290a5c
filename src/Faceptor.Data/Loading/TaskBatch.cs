namespace Faceptor.Data.Loading;

/// <summary>Samples of one task, ready for the network, in managed memory.</summary>
/// <remarks>
/// Disposing gives the images' memory back to the loader that lent it, which fills it again; a batch over memory of
/// its maker stays as it is.
/// </remarks>
internal sealed class TaskBatch : IDisposable
{
    private readonly Action<float[]>? _release;
    private float[]? _images;

    /// <summary>Wraps images and labels without copying them.</summary>
    /// <param name="task">The task.</param>
    /// <param name="numImages">Number of samples B.</param>
    /// <param name="sidePx">Side S of the square images in pixels.</param>
    /// <param name="images">RGB planes [B, 3, S, S], normalised.</param>
    /// <param name="targets">The labels in network space.</param>
    public TaskBatch(FaceTask task, int numImages, int sidePx, float[] images, TaskTargets targets)
        : this(task, numImages, sidePx, images, targets, release: null)
    {
    }

    internal TaskBatch(
        FaceTask task, int numImages, int sidePx, float[] images, TaskTargets targets, Action<float[]>? release)
    {
        Task = task;
        NumImages = numImages;
        SidePx = sidePx;
        Targets = targets;
        _images = images;
        _release = release;
    }

    /// <summary>The task.</summary>
    public FaceTask Task { get; }

    /// <summary>Number of samples B.</summary>
    public int NumImages { get; }

    /// <summary>Side S of the square images in pixels.</summary>
    public int SidePx { get; }

    /// <summary>RGB planes [B, 3, S, S], normalised.</summary>
    /// <exception cref="ObjectDisposedException">The batch was given back.</exception>
    public float[] Images => _images ?? throw new ObjectDisposedException(nameof(TaskBatch));

    /// <summary>The labels in network space.</summary>
    public TaskTargets Targets { get; }

    /// <summary>
    /// Which samples of their dataset these are [B]; null when that is not known, as where one may stand for another
    /// that cannot be read.
    /// </summary>
    public IReadOnlyList<int>? Samples { get; init; }

    /// <summary>A copy of some of the samples, for running a batch through the network in portions.</summary>
    /// <param name="firstImage">The first of them, from 0.</param>
    /// <param name="numImages">How many, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The samples are not in the batch.</exception>
    public TaskBatch Slice(int firstImage, int numImages)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstImage);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numImages);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstImage + numImages, NumImages, nameof(numImages));
        var length = 3 * SidePx * SidePx;
        return new TaskBatch(
            Task,
            numImages,
            SidePx,
            Images[(firstImage * length)..((firstImage + numImages) * length)],
            Targets.Slice(firstImage, numImages, NumImages))
        {
            Samples = Samples is null ? null : [.. Samples.Skip(firstImage).Take(numImages)],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_release is not null && Interlocked.Exchange(ref _images, null) is { } images)
        {
            _release(images);
        }
    }
}
