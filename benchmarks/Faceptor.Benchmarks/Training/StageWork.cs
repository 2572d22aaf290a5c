using Faceptor.Core.Batches;
using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Losses;
using Faceptor.Training.Optimization;
using Faceptor.Training.Recipes;
using TorchSharp.Modules;
using static TorchSharp.torch;
using AttributeTargets = Faceptor.Data.Loading.AttributeTargets;

namespace Faceptor.Benchmarks.Training;

/// <summary>
/// A whole step on ViT-B – forward, backward, clipping, AdamW – of age, expression and attributes, 8 images of 112 px
/// each, in the first stage or in the second.
/// </summary>
internal sealed class StageWork : IDisposable
{
    private const int BatchSize = 8;

    private static readonly FaceTask[] Tasks =
        [FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb, FaceTasks.AttributesCelebA];

    private readonly FaceptorModel _model =
        FaceptorModelFactory.CreateFaceptor(FaceptorPresets.Base with { Tasks = Tasks }, seed: 1);

    private readonly TaskRange[] _ranges =
        [.. Tasks.Select((task, index) => new TaskRange(task, index * BatchSize, BatchSize))];

    private readonly TaskBatch[] _batches;
    private readonly FaceCriterion _criterion;
    private readonly MultiTaskLoss _total = new(Tasks.Select(task => KeyValuePair.Create(task, 1.0)));
    private readonly FusedAdamW _optimizer;
    private readonly Parameter[] _learning;
    private readonly Tensor _images;
    private readonly EncodedImages? _encoded;

    /// <summary>Prepares the step.</summary>
    /// <param name="isSecond">Whether only Layer-Attention learns.</param>
    /// <param name="keepsTokens">Whether what the resting encoder makes of the images is there already.</param>
    public StageWork(bool isSecond, bool keepsTokens)
    {
        _model.train();
        _learning = [.. _model.parameters()];
        if (isSecond)
        {
            foreach (var parameter in _learning)
            {
                parameter.requires_grad = false;
            }

            _model.eval();
            Array.ForEach(Tasks, task => _model.AddLayerAttention(task));
            _learning = [.. Tasks.SelectMany(_model.LayerAttentionParameters)];
        }

        _criterion = new FaceCriterion(new TrainingOptions
        {
            Tasks = [.. Tasks.Select(task => new TaskTrainingOptions(task, BatchSize, 1))],
        });
        var random = new Random(1);
        var sidePx = _model.InputSidePx(Tasks[0]);
        _batches =
        [
            .. Tasks.Select(task => new TaskBatch(task, BatchSize, sidePx, [], task.Family switch
            {
                TaskFamily.Age => new AgeTargets([.. Many(() => random.Next(task.NumLabels), 1)]),
                TaskFamily.Expression => new ClassTargets([.. Many(() => (long)random.Next(task.NumLabels), 1)]),
                _ => new AttributeTargets([.. Many(() => (sbyte)random.Next(2), task.NumLabels)]),
            })),
        ];
        _images = rand(Tasks.Length * BatchSize, 3, sidePx, sidePx);
        _optimizer = new FusedAdamW(
            [new ParameterGroup(_learning.Select((value, index) => new NamedParameter($"{index}", value)), 0.05)]);
        _optimizer.Groups[0].LearningRate = 1e-5;
        using var quiet = no_grad();
        _encoded = keepsTokens ? _model.EncodeFor(Tasks, _images) : null;
    }

    /// <summary>Runs the step.</summary>
    public void Run()
    {
        using var scope = NewDisposeScope();
        var outputs = _encoded is null ? _model.Forward(_images, _ranges) : _model.Forward(_encoded, _ranges);
        _total.Combine(
        [
            .. outputs.Zip(
                _batches, (output, batch) => KeyValuePair.Create(batch.Task, _criterion.Compute(output, batch))),
        ]).backward();
        var norm = GradientClipping.ClipNorm(_learning, 5);
        _optimizer.Step(norm);
        _optimizer.ZeroGrad();
    }

    public void Dispose()
    {
        _encoded?.Dispose();
        _images.Dispose();
        _optimizer.Dispose();
        _criterion.Dispose();
        _model.Dispose();
    }

    private static IEnumerable<T> Many<T>(Func<T> next, int perImage) =>
        Enumerable.Range(0, BatchSize * perImage).Select(_ => next());
}
