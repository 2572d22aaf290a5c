using Faceptor.Data.Families;
using Faceptor.Imaging;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Data.Datasets;

/// <summary>
/// A dataset whose images are files and whose labels stand in lists. A dataset of this kind only says how its lists
/// are read.
/// </summary>
public abstract class ListedDataset : IFaceDataset
{
    private readonly ListedSamples _samples;
    private readonly ImageOrientation _orientation;

    /// <summary>Wraps lists that were read.</summary>
    /// <param name="task">The task.</param>
    /// <param name="split">The split.</param>
    /// <param name="samples">Images and labels.</param>
    /// <param name="orientation">
    /// What becomes of the EXIF orientation; null for what the released loaders do: those of landmarks read with
    /// OpenCV, which turns images, those of age and expression with PIL, which does not.
    /// </param>
    private protected ListedDataset(
        FaceTask task, string split, ListedSamples samples, ImageOrientation? orientation = null)
    {
        samples.RequireSamples(split);
        Task = task;
        Split = split;
        _samples = samples;
        _orientation = orientation ?? (task.IsDense ? ImageOrientation.Upright : ImageOrientation.AsStored);
    }

    /// <inheritdoc/>
    public FaceTask Task { get; }

    /// <inheritdoc/>
    public string Split { get; }

    /// <inheritdoc/>
    public int Count => _samples.Count;

    /// <inheritdoc/>
    public virtual string GetName(int index) => _samples.Images[index];

    /// <inheritdoc/>
    public string? FindImage(int index) => _samples.Images.PathOf(index);

    /// <inheritdoc/>
    public virtual FaceLabel ReadLabel(int index) => _samples.LabelOf(index);

    /// <inheritdoc/>
    public FaceSample Read(int index)
    {
        var image = _samples.Images.Read(
            index, _orientation, (widthPx, heightPx) => FindPart(index, widthPx, heightPx));
        var label = ReadLabel(index);
        return FamilySamples.Find(label)?.FindMismatch(label, image, _samples.Images[index]) is { } problem
            ? throw Problem(index, problem)
            : new FaceSample(GetName(index), image, label);
    }

    /// <summary>The part of an image that the dataset prescribes; null, the whole, unless overridden.</summary>
    /// <param name="index">The sample, from 0.</param>
    /// <param name="widthPx">Width of its image.</param>
    /// <param name="heightPx">Height of its image.</param>
    /// <exception cref="DatasetException">The list's part misses the image.</exception>
    private protected virtual PixelRegion? FindPart(int index, int widthPx, int heightPx) => null;

    /// <summary>A problem of one sample, with the line of the list that names it.</summary>
    private protected DatasetException Problem(int index, string problem) =>
        new(_samples.Images.ListOf(index), problem, _samples.Images.LineOf(index));
}
