using System.Collections.Immutable;
using Faceptor.Core.Tasks;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Models;
using Faceptor.Training.Evaluation;

namespace Faceptor.Training.Sessions;

/// <summary>Samples in batches, read and prepared in the background.</summary>
/// <param name="model">The model that is scored; its input size and normalisation are read.</param>
/// <param name="task">The task; its samples are prepared as in testing, without chance.</param>
/// <param name="batchSize">Pictures a batch.</param>
/// <param name="onRead">Told how many pictures each batch has, on the consumer's thread.</param>
internal sealed class SampleBatches(IFaceModel model, FaceTask task, int batchSize, Action<int>? onRead)
{
    private readonly ISamplePreparer _preparer =
        SamplePreparers.ForEvaluation(task, model.InputSidePx(task), model.Options.Normalization);

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
        var imageLength = 3 * _preparer.SidePx * _preparer.SidePx;
        var images = new float[indices.Length * imageLength];
        var samples = ImmutableArray.CreateBuilder<EvaluationSample>(indices.Length);
        foreach (var index in indices)
        {
            var sample = read(index);
            var planes = images.AsSpan(samples.Count * imageLength, imageLength);
            var prepared = _preparer.Prepare(sample, new SeededRandom(), planes);
            samples.Add(new EvaluationSample(sample.Name, sample.Label, new WarpTransform(prepared.Warp)));
        }

        return new EvaluationBatch(_preparer.SidePx, images, samples.MoveToImmutable());
    }
}
