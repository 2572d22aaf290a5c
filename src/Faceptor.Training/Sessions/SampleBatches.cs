using System.Collections.Immutable;
using System.Globalization;
using Faceptor.Core.Errors;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Training.Evaluation;

namespace Faceptor.Training.Sessions;

/// <summary>Samples in batches, read and prepared in the background.</summary>
/// <param name="preparer">What is done to each of them; as in testing, without chance.</param>
/// <param name="batchSize">Pictures a batch.</param>
/// <param name="onRead">Told how many pictures each batch has, on the consumer's thread.</param>
internal sealed class SampleBatches(ISamplePreparer preparer, int batchSize, Action<int>? onRead)
{
    /// <summary>Reads samples 0 to <paramref name="count"/> - 1, in order.</summary>
    public IEnumerable<EvaluationBatch> Read(int count, Func<int, FaceSample> read)
    {
        foreach (var batch in Sessions.Read.Ahead(
            Enumerable.Range(0, count).Chunk(batchSize), indices => Prepare(indices, read)))
        {
            onRead?.Invoke(batch.Samples.Length);
            yield return batch;
        }
    }

    /// <summary>The same without labels.</summary>
    public IEnumerable<ImageBatch> ReadImages(int count, Func<int, FaceSample> read) =>
        Read(count, read).Select(batch => new ImageBatch(batch.Samples.Length, batch.SidePx, batch.Images));

    private EvaluationBatch Prepare(int[] indices, Func<int, FaceSample> read)
    {
        var imageLength = 3 * preparer.SidePx * preparer.SidePx;
        var images = new float[indices.Length * imageLength];
        var samples = ImmutableArray.CreateBuilder<EvaluationSample>(indices.Length);
        foreach (var index in indices)
        {
            samples.Add(Prepare(index, read, images.AsSpan(samples.Count * imageLength, imageLength)));
        }

        return new EvaluationBatch(preparer.SidePx, images, samples.MoveToImmutable());
    }

    // Whatever goes wrong with a sample is the dataset's fault, and never that of the model that is scored.
    private EvaluationSample Prepare(int index, Func<int, FaceSample> read, Span<float> planes)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"sample {index}");
        try
        {
            var sample = read(index);
            name = sample.Name;
            var prepared = preparer.Prepare(sample, new SeededRandom(), planes);
            return new EvaluationSample(sample.Name, sample.Label, new WarpTransform(prepared.Warp));
        }
        catch (Exception error) when (error is not (
            FaceptorException or IOException or OperationCanceledException or OutOfMemoryException))
        {
            throw new DatasetException(
                name, $"cannot be prepared ({error.GetType().Name}: {error.Message}); remove it from the list.",
                innerException: error);
        }
    }
}
