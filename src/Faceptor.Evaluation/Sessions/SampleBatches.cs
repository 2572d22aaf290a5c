using System.Collections.Immutable;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Data.Loading;
using Faceptor.Models;

namespace Faceptor.Evaluation.Sessions;

/// <summary>Samples in batches, read and prepared in the background.</summary>
/// <param name="model">The model that is scored; its input size and normalisation are read.</param>
/// <param name="task">The task; its samples are prepared as in testing, without chance.</param>
/// <param name="batchSize">Images a batch.</param>
/// <param name="onRead">Told how many images each batch has, on the consumer's thread.</param>
internal sealed class SampleBatches(IFaceModel model, FaceTask task, int batchSize, Action<int>? onRead)
{
    // The model's own task says the framing that its weights learned with, as prediction asks it.
    private readonly ISampleTransform _transform = SampleTransforms.ForEvaluation(
        model.Tasks.FirstOrDefault(task.Equals) ?? task, model.InputSidePx(task), model.Options.Normalization);

    /// <summary>Reads samples 0 to <paramref name="count"/> - 1, in order.</summary>
    /// <param name="count">How many.</param>
    /// <param name="read">Reads one.</param>
    /// <param name="placeOf">Where one is, for the message when it cannot be read or prepared.</param>
    public IEnumerable<EvaluationBatch> Read(int count, Func<int, FaceSample> read, Func<int, string> placeOf)
    {
        foreach (var batch in Prefetch.Run(
            Enumerable.Range(0, count).Chunk(batchSize), indices => Prepare(indices, read, placeOf)))
        {
            onRead?.Invoke(batch.Samples.Length);
            yield return batch;
        }
    }

    /// <summary>The same without labels.</summary>
    public IEnumerable<ImageBatch> ReadImages(int count, Func<int, FaceSample> read, Func<int, string> placeOf) =>
        Read(count, read, placeOf)
            .Select(batch => new ImageBatch(batch.Samples.Length, batch.SidePx, batch.Images));

    private EvaluationBatch Prepare(int[] indices, Func<int, FaceSample> read, Func<int, string> placeOf)
    {
        var imageLength = 3 * _transform.SidePx * _transform.SidePx;
        var images = new float[indices.Length * imageLength];
        var samples = ImmutableArray.CreateBuilder<EvaluationSample>(indices.Length);
        foreach (var index in indices)
        {
            string Place() => placeOf(index);

            var sample = SampleGuard.Read(() => read(index), Place);
            var planes = images.AsSpan(samples.Count * imageLength, imageLength);
            var prepared = SampleGuard.Prepare(_transform, sample, new SeededRandom(), planes, Place);
            samples.Add(new EvaluationSample(sample.Name, sample.Label, new WarpTransform(prepared.Warp)));
        }

        return new EvaluationBatch(_transform.SidePx, images, samples.MoveToImmutable());
    }
}
