using Faceptor.Data.Loading;
using Faceptor.Distributed;
using Faceptor.Models;
using Faceptor.Training.Families;
using Faceptor.Training.Recipes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Losses;

/// <summary>
/// The losses of all tasks of a run: takes a model's output and the batch it came from, and picks the family's loss.
/// Holds what the losses learn, a CosFace classifier for each identity task, under <c>{task id}.classifier</c>.
/// </summary>
internal sealed class FaceCriterion : nn.Module
{
    private readonly Dictionary<FaceTask, nn.Module> _learned = [];
    private readonly TrainingOptions _options;
    private bool _isDisposed;

    /// <summary>Creates the losses.</summary>
    /// <param name="options">Tasks, CosFace scale, margin and sizes, and the landmark target's form.</param>
    /// <param name="numShards">
    /// Parts that the classes of a classifier are cut into; as many as a step has portions, a multiple of the number of
    /// ranks.
    /// </param>
    /// <param name="ranks">Joins the ranks, which share the parts; null is one. Not disposed here.</param>
    /// <exception cref="OptionsException">The options cannot work.</exception>
    public FaceCriterion(TrainingOptions options, int numShards = 1, ICommunicator? ranks = null)
        : base(nameof(FaceCriterion))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        foreach (var entry in options.Tasks)
        {
            var family = FamilyCriterion.Of(entry.Task.Family);
            if (family.CreateLearned(options, numShards, ranks ?? SingleRank.Instance) is { } loss)
            {
                _learned.Add(entry.Task, loss);
                register_module(entry.Task.Id, loss);
            }
        }
    }

    /// <summary>What the losses learn; belongs to the parameters that learn at the higher rate.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> LearnedParameters =>
        named_parameters().Select(entry => (entry.name, entry.parameter));

    /// <summary>
    /// The classifiers whose classes are shared among ranks, by the name of their parameter in
    /// <see cref="LearnedParameters"/>; none with one shard.
    /// </summary>
    public IEnumerable<(string Name, FaceTask Task, CosFaceLoss Loss)> ShardedClassifiers =>
        from entry in _learned
        let loss = entry.Value as CosFaceLoss
        where loss is { IsSharded: true }
        select ($"{entry.Key.Id}.{CosFaceLoss.ClassifierName}", entry.Key, loss);

    /// <summary>Says how many samples of a task the ranks' portions of the next round have.</summary>
    /// <param name="task">The task; nothing happens where no loss of it is shared.</param>
    /// <param name="numSamples">A number for each rank, the same on all.</param>
    public void AnnounceRound(FaceTask task, params ReadOnlySpan<int> numSamples) =>
        (_learned.GetValueOrDefault(task) as ILearnedLoss)?.AnnounceRound(numSamples);

    /// <summary>
    /// Gives shared classifiers, after the last portion, the gradients of what this rank holds of them.
    /// </summary>
    public void TakeShardGradients()
    {
        foreach (var (_, _, loss) in ShardedClassifiers)
        {
            using var gradient = loss.TakeGradient();
            loss.ClassWeights.grad = gradient;
        }
    }

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
            throw new ArgumentException($"expected a batch of {output.Task}, as the output is, got one of {batch.Task}.", nameof(batch));
        }

        using var scope = NewDisposeScope();
        var loss = FamilyCriterion.Of(batch.Task.Family).Compute(
            output, batch, _options, _learned.GetValueOrDefault(batch.Task));
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>Frees what the losses' backward pass has left; needed once after each.</summary>
    /// <exception cref="InvalidOperationException">The backward pass failed, as when memory runs out.</exception>
    public void EndBackward()
    {
        foreach (var loss in _learned.Values.OfType<ILearnedLoss>())
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
}
