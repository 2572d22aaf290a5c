using Faceptor.Core.Batches;
using Faceptor.Core.Tensors;
using Faceptor.Data.Datasets;
using Faceptor.Models;
using static TorchSharp.torch;

namespace Faceptor.Evaluation;

/// <summary>One pass of a model in evaluation mode; the former mode returns with <see cref="Dispose"/>.</summary>
/// <remarks>
/// Without gradients, but not in inference mode: what a model may cache here must serve training afterwards.
/// </remarks>
internal sealed class EvaluationPass : IDisposable
{
    private readonly IFaceModel _model;
    private readonly FaceTask _task;
    private readonly bool _wasTraining;
    private readonly Device _device;

    public EvaluationPass(IFaceModel model, FaceTask task)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.Tasks.Contains(task))
        {
            throw new ArgumentException(
                $"the model does not hold {task}; it holds {string.Join(", ", model.Tasks)}.", nameof(task));
        }

        _model = model;
        _task = task;
        _wasTraining = model.Module.training;
        _device = model.EncoderParameters[0].device;
        model.Module.eval();
    }

    /// <summary>
    /// Hands the values of every batch's output to <paramref name="use"/>, within a scope and without gradients.
    /// </summary>
    public void Run(
        IEvaluationSource source, Action<Tensor, EvaluationBatch> use, CancellationToken cancellationToken) =>
        RunOutputs(source, (output, batch) => use(output.Values, batch), cancellationToken);

    /// <summary>
    /// Hands the output of every batch to <paramref name="use"/>, within a scope and without gradients.
    /// </summary>
    public void RunOutputs(
        IEvaluationSource source, Action<TaskOutput, EvaluationBatch> use, CancellationToken cancellationToken)
    {
        foreach (var batch in source.ReadBatches())
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            use(Output(Images(batch.Images, batch.Samples.Length, batch.SidePx), batch.Samples.Length), batch);
        }
    }

    /// <summary>Images [B, 3, S, S] on the model's device.</summary>
    public Tensor Images(float[] images, int numImages, int sidePx) =>
        tensor(images, [numImages, 3, sidePx, sidePx], device: _device);

    /// <summary>For each image the embedding of itself plus that of its mirror image [D].</summary>
    public IEnumerable<double[]> SumOfViews(ImageBatch batch)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var images = Images(batch.Images, batch.NumImages, batch.SidePx);
        var mirrored = Output(images.flip(3), batch.NumImages).Values;                              // [B, D]
        var both = Output(images, batch.NumImages).Values.Plus(mirrored);                           // [B, D]
        var numbers = both.to_type(ScalarType.Float64).ToNumbers<double>();
        return numbers.Chunk((int)both.size(1));
    }

    public void Dispose() => _model.Module.train(_wasTraining);

    /// <summary>The label of a sample as the family's own type.</summary>
    public static T LabelOf<T>(FaceLabel label, FaceTask task, string name)
        where T : FaceLabel =>
        label as T
        ?? throw new DatasetException(
            task.Id,
            $"sample {name} is labelled with {label.GetType().Name}, expected {typeof(T).Name};"
            + " check the source of the labels.");

    /// <summary>Labels of the training split as the family's own type.</summary>
    public static IEnumerable<T> TrainingLabels<T>(IEvaluationSource source)
        where T : FaceLabel
    {
        var number = 0;
        foreach (var label in source.ReadTrainingLabels())
        {
            yield return LabelOf<T>(label, source.Task, $"{number++} of the training split");
        }
    }

    public static IImageTransform TransformOf(EvaluationSample sample, FaceTask task) =>
        sample.Transform
        ?? throw new DatasetException(
            task.Id, $"sample {sample.Name} has no transform, which a dense task needs to score in the image.");

    public static DatasetException Empty(IEvaluationSource source) =>
        new(source.Task.Id, $"split {source.Split} gave no samples to score; check the dataset's folder.");

    // A network that answers with numbers that are none has no score: most metrics would make an ordinary number of it.
    private TaskOutput Output(Tensor images, int numImages)
    {
        var output = _model.Forward(images, [new TaskRange(_task, 0, numImages)])[0];
        return output.Values.isfinite().all().item<bool>()
            ? output
            : throw new FaceptorException(
                $"{_task}: the network answers with numbers that are not finite, so it cannot be scored; its weights are "
                + "damaged, came from a training that failed, or overflow in 16 bits: load others, or score in float32.");
    }
}
