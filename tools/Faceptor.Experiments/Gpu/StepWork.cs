using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training;
using Faceptor.Training.Losses;
using Faceptor.Training.Optimization;
using Faceptor.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Experiments.Gpu;

/// <summary>
/// A recipe's network with random weights and all that a step of it needs: transfer of the images, forward, losses,
/// backward, clipping, AdamW. The same parts in the same order as in the trainer, without its files.
/// </summary>
internal sealed class StepWork : IDisposable
{
    private const double Rate = 1e-6;

    private readonly TrainingStep _step;
    private readonly GradientScaler _scaler;
    private readonly FusedAdamW _optimizer;

    public StepWork(GpuCheckOptions options, Recipe recipe)
    {
        Recipe = recipe;
        Training = recipe.Training with { Precision = options.Precision, Portions = 1 }; // in one piece
        Model = FaceptorModelFactory.CreateFaceptor(recipe.Model!, seed: 1);
        Model.to(options.Device);
        Criterion = new FaceCriterion(Training);
        Criterion.to(options.Device);
        _scaler = new GradientScaler(options.Precision, NonFinitePolicy.Skip, options.Device);
        _step = new TrainingStep(Model, Criterion, Training, options.Precision, _scaler);
        TrainableParameters.Freeze(Model, Training);
        _optimizer = new FusedAdamW(ParameterGroups.Of(Model, Criterion, Training));
        foreach (var group in _optimizer.Groups)
        {
            group.LearningRate = Rate;
        }

        TrainableParameters.EnterTraining(Model, Training);
        Batches = RandomBatches.Create(Model, Training);
    }

    public Recipe Recipe { get; }

    public TrainingOptions Training { get; }

    public FaceptorModel Model { get; }

    public FaceCriterion Criterion { get; }

    public TaskBatch[] Batches { get; }

    public int NumImages => Batches.Sum(batch => batch.NumImages);

    /// <summary>The recipe that the figures are about, or a small one that stands in.</summary>
    public static Recipe RecipeFor(GpuCheckOptions options) =>
        options.IsSmall ? SmallVariant.Of(KnownRecipes.FaceptorFull) : KnownRecipes.FaceptorFull;

    /// <summary>One step; its work may go on on the device.</summary>
    public void Run()
    {
        using var scope = NewDisposeScope();
        Finish(_step.Accumulate(Batches));
    }

    /// <summary>What follows the gradients: clipping and the optimiser.</summary>
    public void Finish(Tensor[] losses)
    {
        var parameters = _optimizer.Groups.SelectMany(group => group.Parameters).Select(parameter => parameter.Value)
            .ToArray();
        _scaler.Unscale(parameters);
        var norm = GradientClipping.ClipNorm(parameters, Training.MaxGradientNorm);
        _optimizer.StepUnless(_scaler.Update(losses, norm));
        _optimizer.ZeroGrad();
    }

    /// <summary>Steps whose gradient was not finite.</summary>
    public long ReadSkippedSteps() => _scaler.ReadSkippedSteps();

    public void Dispose()
    {
        _optimizer.Dispose();
        _scaler.Dispose();
        Criterion.Dispose();
        Model.Dispose();
    }
}
