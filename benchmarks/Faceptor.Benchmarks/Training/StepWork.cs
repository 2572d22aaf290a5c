using Faceptor.Core.Batches;
using Faceptor.Core.Tensors;
using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Losses;
using Faceptor.Training.Recipes;
using static TorchSharp.torch;

namespace Faceptor.Benchmarks.Training;

/// <summary>One kind of work of a training step, on ViT-B with random weights and images.</summary>
internal sealed class StepWork : IDisposable
{
    private const int NumBlocks = 12;

    private readonly FaceptorModel _model = FaceptorModelFactory.CreateFaceptor(
        FaceptorPresets.Base with { Tasks = [FaceTasks.AgeMorph2, FaceTasks.LandmarksWflw] }, seed: 1);

    private readonly WorkKind _kind;
    private readonly ComputePrecision _precision;
    private readonly FaceCriterion _criterion;
    private readonly TaskBatch _batch;
    private readonly Tensor _images;

    public StepWork(WorkKind kind, ComputePrecision precision, bool recomputes)
    {
        var isLarge = kind is WorkKind.Encode1Large or WorkKind.Wflw1;
        var task = isLarge ? FaceTasks.LandmarksWflw : FaceTasks.AgeMorph2;
        _kind = kind;
        _precision = precision;
        _model.UsesActivationCheckpointing = recomputes;
        _model.train();
        NumImages = isLarge ? 1 : 8;
        var sidePx = _model.InputSidePx(task);
        _criterion = new FaceCriterion(new TrainingOptions { Tasks = [new TaskTrainingOptions(task, NumImages, 1)] });
        var random = new Random(1);
        TaskTargets targets = isLarge
            ? new LandmarkTargets([.. Enumerable.Range(0, task.NumLabels * 2).Select(_ => random.NextSingle())])
            : new AgeTargets([.. Enumerable.Range(0, NumImages).Select(_ => random.Next(task.NumLabels))]);
        float[] pixels = [.. Enumerable.Range(0, NumImages * 3 * sidePx * sidePx).Select(_ => random.NextSingle())];
        _batch = new TaskBatch(task, NumImages, sidePx, pixels, targets);
        _images = tensor(pixels, [NumImages, 3, sidePx, sidePx]);
    }

    public int NumImages { get; }

    /// <summary>What the gradients of the last run take, which a step needs whatever its activations do.</summary>
    public long GradientBytes
    {
        get
        {
            using var scope = NewDisposeScope();
            return _model.parameters().Where(parameter => parameter.grad is not null).Sum(parameter => parameter.numel())
                * sizeof(float);
        }
    }

    public void Run()
    {
        using var scope = NewDisposeScope();
        _model.zero_grad();
        using var precision = AutocastScope.Enter(_precision);
        if (_kind is WorkKind.Encode8Small or WorkKind.Encode1Large)
        {
            using var quiet = no_grad();
            _model.Encode(_images, NumBlocks);
            return;
        }

        var output = _model.Forward(_images, [new TaskRange(_batch.Task, 0, NumImages)]);
        _criterion.Compute(output[0], _batch).backward();
        _model.EndBackward();
    }

    public void Dispose()
    {
        _images.Dispose();
        _criterion.Dispose();
        _model.Dispose();
    }
}
