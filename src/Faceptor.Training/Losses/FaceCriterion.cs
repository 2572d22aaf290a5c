using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Recipes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Losses;

/// <summary>
/// The losses of all tasks of a run: takes a model's output and the batch it came from, and picks the family's loss.
/// Holds what the losses learn, a CosFace classifier for each identity task, under <c>{task id}.classifier</c>.
/// </summary>
public sealed class FaceCriterion : nn.Module
{
    private readonly Dictionary<FaceTask, CosFaceLoss> _identityLosses = [];
    private readonly int _landmarkTargetSidePx;
    private readonly LandmarkObjective _landmarkObjective;
    private bool _isDisposed;

    /// <summary>Creates the losses.</summary>
    /// <param name="options">Tasks, CosFace scale, margin and sizes, and the landmark target's form.</param>
    /// <exception cref="OptionsException">The options cannot work.</exception>
    public FaceCriterion(TrainingOptions options)
        : base(nameof(FaceCriterion))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _landmarkTargetSidePx = options.LandmarkTargetSidePx;
        _landmarkObjective = options.LandmarkObjective;
        var tasks = options.Tasks.Select(entry => entry.Task);
        foreach (var task in tasks.Where(task => task.Family == TaskFamily.Identity))
        {
            var loss = new CosFaceLoss(
                options.NumIdentities,
                options.IdentityEmbedDim,
                options.CosFaceScale,
                options.CosFaceMargin,
                options.CosFaceStartBound);
            _identityLosses.Add(task, loss);
            register_module(task.Id, loss);
        }
    }

    /// <summary>What the losses learn; belongs to the parameters that learn at the higher rate.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> LearnedParameters =>
        named_parameters().Select(entry => (entry.name, entry.parameter));

    /// <summary>Mean loss of one range of a ragged batch.</summary>
    /// <param name="output">What the model said; not disposed here.</param>
    /// <param name="batch">The samples of the range.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    /// <exception cref="DatasetException">A label is outside the range that the task knows.</exception>
    /// <exception cref="ArgumentException">
    /// The batch belongs to another task or holds another family's labels.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The losses are disposed.</exception>
    public Tensor Compute(TaskOutput output, TaskBatch batch)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(batch);
        if (!output.Task.Equals(batch.Task))
        {
            throw new ArgumentException($"output of {output.Task} came with a batch of {batch.Task}.", nameof(batch));
        }

        using var scope = NewDisposeScope();
        var values = output.Values;
        var loss = batch.Task.Family switch
        {
            TaskFamily.Landmarks => LandmarkLoss.Compute(
                values, TargetTensors.Points(batch, values.device), _landmarkTargetSidePx, _landmarkObjective),
            TaskFamily.Parsing => ParsingLoss.Compute(values, TargetTensors.PixelClasses(batch, values.device)),
            TaskFamily.Age =>
                AgeLoss.Compute(values, TargetTensors.Years(batch, values.device), output.AgeActivation),
            TaskFamily.Expression =>
                ExpressionLoss.Compute(values, TargetTensors.Classes(batch, batch.Task.NumQueries, values.device)),
            TaskFamily.Attributes => AttributesLoss.Compute(values, TargetTensors.Attributes(batch, values.device)),
            TaskFamily.Identity => IdentityLoss(values, batch),
            _ => throw new ArgumentException($"family {batch.Task.Family} of {batch.Task} has no loss.", nameof(batch)),
        };
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>Frees what the losses' backward pass has left; needed once after each.</summary>
    /// <exception cref="InvalidOperationException">The backward pass failed, as when memory runs out.</exception>
    public void EndBackward()
    {
        foreach (var loss in _identityLosses.Values)
        {
            loss.EndBackward();
        }
    }

    // Only the explicit registrations of the constructor count.
    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!_isDisposed)
        {
            _isDisposed = disposing;
            base.Dispose(disposing);
        }
    }

    private Tensor IdentityLoss(Tensor embeddings, TaskBatch batch)
    {
        if (!_identityLosses.TryGetValue(batch.Task, out var loss))
        {
            throw new ArgumentException($"{batch.Task} is not among the tasks of the options.", nameof(batch));
        }

        return loss.call(embeddings, TargetTensors.Classes(batch, loss.NumIdentities, embeddings.device));
    }
}
