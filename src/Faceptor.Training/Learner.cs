using Faceptor.Core.Encoders;
using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using Faceptor.Data.Loading;
using Faceptor.Distributed;
using Faceptor.Models;
using Faceptor.Training.Losses;
using Faceptor.Training.Optimization;
using Faceptor.Training.Ranks;
using Faceptor.Training.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training;

/// <summary>Moves the weights by one step after another: losses, gradients of all ranks, clipping, scaler, optimiser.</summary>
/// <remarks>Nothing here waits for the device. Not for use by several threads at once.</remarks>
internal sealed class Learner : IDisposable
{
    private readonly IFaceModel _model;
    private readonly TrainingOptions _options;
    private readonly StepPortions _portions;
    private readonly ICommunicator _ranks;
    private readonly WarmupCosine _schedule;
    private readonly GradientSum? _gradients;
    private readonly NormSynchronization? _norms;
    private readonly TrainingStep _step;

    /// <summary>Prepares the first step; draws what the losses begin with by the recipe's seed.</summary>
    /// <param name="model">The network, on its device, of which the right parts learn.</param>
    /// <param name="options">The recipe.</param>
    /// <param name="portions">Which portions are computed here.</param>
    /// <param name="ranks">The ranks.</param>
    /// <param name="encoded">What the encoder has made of samples before; null when it learns or images change.</param>
    /// <param name="overlaps">Whether sums over ranks of the processor begin in the backward pass.</param>
    /// <exception cref="OptionsException">Norms cannot be synchronised on so many ranks.</exception>
    public Learner(
        IFaceModel model,
        TrainingOptions options,
        StepPortions portions,
        ICommunicator ranks,
        FeatureCache? encoded,
        bool overlaps)
    {
        (_model, _options, _portions, _ranks) = (model, options, portions, ranks);
        _norms = SynchronizeNorms();
        var device = model.EncoderParameters[0].device;
        manual_seed(options.Seed);
        cuda.manual_seed_all(options.Seed);
        Criterion = new FaceCriterion(options, options.Portions, ranks);
        Criterion.to(device);
        var precision = options.Precision ?? ComputePrecisions.DefaultFor(device);
        Scaler = new GradientScaler(precision, options.NonFinite, device);
        _schedule = new WarmupCosine(
            options.WarmupStartRate, options.EncoderRate, options.WarmupSteps, options.NumSteps);
        Optimizer = new FusedAdamW(ParameterGroups.Of(model, Criterion, options));
        var encoder = overlaps && device.type == DeviceType.CPU
            ? model.Module.modules().OfType<VisionTransformer>().SingleOrDefault()
            : null;
        _gradients = options.Portions > 1
            ? new GradientSum(SummedParameters(), ranks, options.CompressGradients, encoder)
            : null;
        _step = new TrainingStep(
            model,
            Criterion,
            options,
            precision,
            Scaler,
            portions,
            _gradients,
            ComparedTasks.Of(model, options, portions, ranks))
        {
            Encoded = encoded,
            Norms = _norms,
        };
    }

    /// <summary>The losses, with what they learn.</summary>
    public FaceCriterion Criterion { get; }

    /// <summary>The optimiser.</summary>
    public FusedAdamW Optimizer { get; }

    /// <summary>Says which steps count.</summary>
    public GradientScaler Scaler { get; }

    /// <summary>The encoder's rate in the last step.</summary>
    public double EncoderRate => Optimizer.Groups[ParameterGroups.Encoder].LearningRate;

    private IEnumerable<Parameter> Parameters =>
        Optimizer.Groups.SelectMany(group => group.Parameters).Select(parameter => parameter.Value);

    /// <summary>A task's part of the total, see <see cref="MultiTaskLoss.Share"/>.</summary>
    public double Share(FaceTask task) => _step.Share(task);

    /// <summary>Makes a step; waits for the other ranks.</summary>
    /// <param name="batches">This rank's samples, as <see cref="TrainingStep.Accumulate"/> takes them.</param>
    /// <param name="step">The step, from 0.</param>
    /// <returns>
    /// The mean loss of each task and the gradient's norm before clipping, scalars in the caller's scope: the same on all
    /// ranks.
    /// </returns>
    public (Tensor[] Losses, Tensor GradientNorm) Step(IReadOnlyList<TaskBatch> batches, int step)
    {
        SetRates(step);
        var losses = _step.Accumulate(batches, step);
        var parameters = Parameters.ToArray();
        Scaler.Unscale(parameters);
        var norm = GradientClipping.ClipNorm(parameters, _options.MaxGradientNorm, NormsOfShards());
        Optimizer.StepUnless(Scaler.Update(losses, norm));
        Optimizer.ZeroGrad();
        return (losses, norm);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _norms?.Dispose();
        _gradients?.Dispose();
        Optimizer.Dispose();
        Scaler.Dispose();
        Criterion.Dispose();
    }

    // Released configuration: the rate is set after the optimiser's step, so a step has the rate of the one before.
    private void SetRates(int step)
    {
        var rate = _schedule.RateAt(Math.Max(0, step - 1));
        Optimizer.Groups[ParameterGroups.Encoder].LearningRate = rate;
        Optimizer.Groups[ParameterGroups.Other].LearningRate = rate * _options.OtherRateFactor;
    }

    // The subnets of a Naive Faceptor compare within themselves, so their portions must be there at the same time. A
    // Faceptor compares in the end: ComparedTasks.
    private NormSynchronization? SynchronizeNorms()
    {
        if (!_options.SynchronizedNorms || _model is not NaiveFaceptorModel || _portions.NumPortions == 1)
        {
            return null;
        }

        return _portions.NumOwn == 1
            ? BatchNorms.Synchronize(_model.Module, _ranks.Sum)
            : throw new OptionsException(
                "synchronizedNorms",
                $"the norms of a Naive Faceptor compare samples of all {_portions.NumPortions} portions only where each is a "
                + $"process's own, expected {_portions.NumPortions} processes, got {_ranks.NumRanks}; start as many, or give "
                + "--set synchronizedNorms=false or --portions 1.");
    }

    // Classifiers that ranks share have gradients that are whole already.
    private IEnumerable<Parameter> SummedParameters()
    {
        var shards = Criterion.ShardedClassifiers.Select(entry => entry.Loss.ClassWeights.Handle).ToHashSet();
        return Parameters.Where(parameter => !shards.Contains(parameter.Handle));
    }

    private Dictionary<IntPtr, Tensor> NormsOfShards()
    {
        var norms = new Dictionary<IntPtr, Tensor>();
        foreach (var (_, _, loss) in Criterion.ShardedClassifiers)
        {
            if (loss.ClassWeights.grad is { } gradient)
            {
                var squares = loss.SquaredNorms(gradient);
                _ranks.Sum(squares);
                norms.Add(loss.ClassWeights.Handle, squares.sum());
            }
        }

        return norms;
    }
}
