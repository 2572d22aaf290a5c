using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;

namespace Faceptor.Data.Loading;

/// <summary>
/// Reads and prepares samples so that whatever goes wrong with one, of whichever exception type, is told as a
/// <see cref="DatasetException"/> that names the sample's file. Cancellation and lack of memory are no sample's fault
/// and pass as they are.
/// </summary>
internal static class SampleGuard
{
    /// <summary>Where a sample is, for messages: its image's file, or its name in the dataset.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="index">From 0, in the order of the dataset's list.</param>
    public static string PlaceOf(IFaceDataset dataset, int index)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.FindImage(index) ?? $"{dataset.Task.DatasetName}, {dataset.GetName(index)}";
    }

    /// <summary>Reads an image and its label.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="index">From 0, in the order of the dataset's list.</param>
    /// <exception cref="DatasetException">The sample cannot be read.</exception>
    public static FaceSample Read(IFaceDataset dataset, int index)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Read(() => dataset.Read(index), () => PlaceOf(dataset, index));
    }

    /// <summary>Reads a label without decoding the image.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="index">From 0, in the order of the dataset's list.</param>
    /// <exception cref="DatasetException">The label cannot be read.</exception>
    public static FaceLabel ReadLabel(IFaceDataset dataset, int index)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Read(() => dataset.ReadLabel(index), () => PlaceOf(dataset, index));
    }

    /// <summary>Reads anything that belongs to one sample.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="read">Reads it.</param>
    /// <param name="place">Where the sample is, for messages; only asked when something goes wrong.</param>
    /// <exception cref="DatasetException">It cannot be read.</exception>
    public static T Read<T>(Func<T> read, Func<string> place)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(place);
        try
        {
            return read();
        }
        catch (Exception error) when (IsOfSample(error) && error is not DatasetException)
        {
            throw new DatasetException(
                place(),
                $"the sample cannot be read ({error.Message}); check the file and its disk.",
                innerException: error);
        }
    }

    /// <summary>Prepares a sample.</summary>
    /// <param name="transform">What is done to it.</param>
    /// <param name="sample">The sample as the dataset gives it; not changed.</param>
    /// <param name="random">Every random draw comes from here.</param>
    /// <param name="planes">Receives normalised RGB planes [3, S, S].</param>
    /// <param name="place">Where the sample is, for messages; only asked when something goes wrong.</param>
    /// <exception cref="DatasetException">Image or label cannot be prepared.</exception>
    public static TransformedSample Prepare(
        ISampleTransform transform, FaceSample sample, SeededRandom random, Span<float> planes, Func<string> place)
    {
        ArgumentNullException.ThrowIfNull(transform);
        ArgumentNullException.ThrowIfNull(place);
        try
        {
            return transform.Prepare(sample, random, planes);
        }
        catch (Exception error) when (IsOfSample(error))
        {
            // What a preparer knows is the sample's name at best.
            throw new DatasetException(
                place(),
                $"the sample cannot be prepared ({error.Message}); check its image and its label.",
                innerException: error);
        }
    }

    private static bool IsOfSample(Exception error) =>
        error is not (OperationCanceledException or OutOfMemoryException or ObjectDisposedException);
}

/// <summary>A sample that could not be read and was skipped.</summary>
/// <param name="Index">Its place in the dataset, from 0.</param>
/// <param name="Name">Its name in the dataset.</param>
/// <param name="Problem">What was wrong; names the file.</param>
internal sealed record BadSample(int Index, string Name, DatasetException Problem);

/// <summary>What training does about a sample that cannot be read.</summary>
public enum BadSamplePolicy
{
    /// <summary>Training stops with the sample's exception.</summary>
    Stop,

    /// <summary>
    /// Another sample takes its place, always the same one; the loader counts it and tells who listens.
    /// </summary>
    Skip,
}
