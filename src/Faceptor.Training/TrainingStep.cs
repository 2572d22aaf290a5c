using Faceptor.Core.Batches;
using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Losses;
using Faceptor.Training.Optimization;
using Faceptor.Training.Ranks;
using Faceptor.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Training;

/// <summary>
/// The losses and gradients of one step: its samples portion by portion, and by input size within a portion.
/// </summary>
/// <remarks>
/// Every portion is run backward before the next one is run forward, so that only its activations are alive; only where
/// norms compare all samples of the step, portions wait for each other (<see cref="ComparedTasks"/>). A portion's losses
/// count by its share of the samples: the gradient is that of the whole batch.
/// </remarks>
internal sealed class TrainingStep
{
    private readonly IFaceModel _model;
    private readonly FaceCriterion _criterion;
    private readonly TrainingOptions _options;
    private readonly ComputePrecision _precision;
    private readonly GradientScaler _scaler;
    private readonly StepPortions _portions;
    private readonly GradientSum? _gradients;
    private readonly ComparedTasks? _compared;
    private readonly MultiTaskLoss _total;
    private readonly Dictionary<FaceTask, int> _taskIndex;
    private readonly ScalarType _type;
    private readonly Device _device;
    private readonly ImageTransfer _images;

    /// <summary>Prepares steps.</summary>
    /// <param name="model">The network.</param>
    /// <param name="criterion">The losses.</param>
    /// <param name="options">Tasks, weights, portions.</param>
    /// <param name="precision">What products are computed in.</param>
    /// <param name="scaler">Scales losses.</param>
    /// <param name="portions">Which portions are computed here; null for all.</param>
    /// <param name="gradients">
    /// Adds the portions up; null leaves gradients where libtorch adds them up, for steps of one portion.
    /// </param>
    /// <param name="compared">Tasks whose samples are compared over portions; null for none.</param>
    public TrainingStep(
        IFaceModel model,
        FaceCriterion criterion,
        TrainingOptions options,
        ComputePrecision precision,
        GradientScaler scaler,
        StepPortions? portions = null,
        GradientSum? gradients = null,
        ComparedTasks? compared = null)
    {
        (_model, _criterion, _options, _precision, _scaler) = (model, criterion, options, precision, scaler);
        (_portions, _gradients, _compared) = (portions ?? new StepPortions(options), gradients, compared);
        if (_portions.NumPortions > 1 && gradients is null)
        {
            throw new ArgumentException("portions have to be added up.", nameof(gradients));
        }

        _total = new MultiTaskLoss(options.Tasks.Select(entry => KeyValuePair.Create(entry.Task, entry.Weight)));
        _taskIndex = options.Tasks.Index().ToDictionary(entry => entry.Item.Task, entry => entry.Index);
        _type = model.EncoderParameters[0].dtype;
        _device = model.EncoderParameters[0].device;
        _images = new ImageTransfer(_device);
    }

    /// <summary>What the encoder has made of samples before; null when it learns or images change.</summary>
    public FeatureCache? Encoded { get; init; }

    /// <summary>Batch norms that compare the samples of all ranks; null where they do not.</summary>
    public NormSynchronization? Norms { get; init; }

    /// <summary>A task's part of the total, see <see cref="MultiTaskLoss.Share"/>.</summary>
    public double Share(FaceTask task) => _total.Share(task);

    /// <summary>Gives the parameters the gradients of a step, times the scaler's factor.</summary>
    /// <param name="batches">
    /// A task each: its samples of <see cref="StepPortions.OwnPlaces"/>, in this order; tasks without any are left out.
    /// </param>
    /// <param name="step">The step, from 0; with the portion it decides what is random in the network.</param>
    /// <returns>The mean loss of each task, in the recipe's order, scalars in the caller's scope.</returns>
    public Tensor[] Accumulate(IReadOnlyList<TaskBatch> batches, long step = 0)
    {
        using var scope = NewDisposeScope();
        var losses = _compared is null ? RunApart(batches, step) : RunTogether(batches, step, _compared);
        _criterion.TakeShardGradients();
        return [.. losses.Select(loss => loss.MoveToOuterDisposeScope())];
    }

    private Tensor[] RunApart(IReadOnlyList<TaskBatch> batches, long step)
    {
        using var norms = _gradients is null ? null : new PortionNorms(_model.Module);
        Tensor[] losses = [];
        foreach (var portion in _portions.Own)
        {
            Seed(step, portion);
            losses = NoLosses();
            BatchPart[][] groups = [.. PartsOf(batches, portion)];
            foreach (var (index, group) in groups.Index())
            {
                using var scope = NewDisposeScope();
                var isLast = index == groups.Length - 1 && IsLast(portion);
                var outputs = isLast && _gradients is not null
                    ? _gradients.OverlapWith(1, () => Forward(group))
                    : Forward(group);
                var taskLosses = LossesOf(group, outputs, portion);
                _scaler.Scale(_total.Combine(taskLosses)).backward();
                EndBackward();
                Note(losses, taskLosses);
            }

            _gradients?.Add([.. losses, .. norms!.Take()]);
        }

        if (_gradients is null)
        {
            return losses;
        }

        var sums = _gradients.Finish();                                       // losses, then statistics of norms
        norms!.Finish(sums.narrow(0, losses.Length, sums.numel() - losses.Length), _portions.NumPortions);
        return [.. losses.Select((_, task) => sums.select(0, task))];
    }

    // Norms compare all samples: portions are run forward, then what is compared, then the portions backward.
    private Tensor[] RunTogether(IReadOnlyList<TaskBatch> batches, long step, ComparedTasks compared)
    {
        var open = _portions.Own.Select(portion => IsLast(portion)
            ? _gradients!.OverlapWith(
                PartsOf(batches, portion).Count(), () => RunForward(batches, step, portion, compared))
            : RunForward(batches, step, portion, compared)).ToArray();
        foreach (var task in _options.Tasks.Select(entry => entry.Task).Where(compared.Contains))
        {
            var batch = batches.First(batch => batch.Task.Equals(task));
            OpenAnswer[] own = [.. open.SelectMany(portion => portion.Compared).Where(answer => answer.Task.Equals(task))];
            var gradients = compared.Compare(task, [.. own.Select(answer => answer.Values)], (index, values) =>
            {
                var part = PartOf(batch, open[index].Portion)!;
                var output = new TaskOutput(new TaskRange(task, 0, part.Batch.NumImages), values);
                var losses = LossesOf([part], [output], open[index].Portion);
                _scaler.Scale(_total.Combine(losses)).backward();
                EndBackward();
                Note(open[index].Losses, losses);
            });
            foreach (var (answer, gradient) in own.Zip(gradients))
            {
                answer.Gradient = gradient;
            }
        }

        _gradients!.TakeReplicated();
        foreach (var portion in open)
        {
            portion.Backward();
            EndBackward();
            _gradients.Add(portion.Losses);
        }

        var sums = _gradients.Finish();
        return [.. _options.Tasks.Select((_, task) => sums.select(0, task))];
    }

    private bool IsLast(int portion) => portion == _portions.Own.Last();

    private OpenPortion RunForward(IReadOnlyList<TaskBatch> batches, long step, int portion, ComparedTasks compared)
    {
        Seed(step, portion);
        var open = new OpenPortion(portion, NoLosses());
        foreach (var group in PartsOf(batches, portion))
        {
            var outputs = compared.Defer(() => Forward(group));
            open.Compared.AddRange(outputs.Where(output => compared.Contains(output.Task))
                .Select(output => new OpenAnswer(output.Task, output.Values)));
            BatchPart[] others = [.. group.Where(part => !compared.Contains(part.Batch.Task))];
            if (others.Length > 0)
            {
                var losses = LossesOf(
                    others, [.. outputs.Where(output => !compared.Contains(output.Task))], portion);
                open.Totals.Add(_scaler.Scale(_total.Combine(losses)));
                Note(open.Losses, losses);
            }
        }

        return open;
    }

    private void Seed(long step, int portion)
    {
        var seed = unchecked((long)new SeededRandom(_options.Seed, RngStreams.Portion, step, portion).NextUInt64());
        using var generator = random.manual_seed(seed);
        if (_device.type == DeviceType.CUDA)
        {
            cuda.manual_seed(seed); // dropout draws there
        }
    }

    private void EndBackward()
    {
        _model.EndBackward();
        _criterion.EndBackward();
        Norms?.EndBackward();
    }

    private Tensor[] NoLosses() => [.. _options.Tasks.Select(_ => zeros([], dtype: _type, device: _device))];

    private void Note(Tensor[] losses, KeyValuePair<FaceTask, Tensor>[] taskLosses)
    {
        foreach (var (task, loss) in taskLosses)
        {
            ref var sum = ref losses[_taskIndex[task]];
            sum = sum.Plus(loss.detach()).MoveToOuterDisposeScope();
        }
    }

    // A portion may have no sample of a small batch.
    private IEnumerable<BatchPart[]> PartsOf(IReadOnlyList<TaskBatch> batches, int portion) =>
        batches.Select(batch => PartOf(batch, portion)).OfType<BatchPart>()
            .GroupBy(part => part.Batch.SidePx)
            .Select(group => group.ToArray());

    private BatchPart? PartOf(TaskBatch batch, int portion)
    {
        var (first, length) = _portions.RangeOf(batch.Task, portion);
        return length == 0
            ? null
            : new BatchPart(
                length == batch.NumImages ? batch : batch.Slice(first, length),
                (double)length / _options.Tasks[_taskIndex[batch.Task]].BatchSize);
    }

    private IReadOnlyList<TaskOutput> Forward(BatchPart[] parts)
    {
        var first = 0;
        var ranges = new List<TaskRange>(parts.Length);
        foreach (var (batch, _) in parts)
        {
            ranges.Add(new TaskRange(batch.Task, first, batch.NumImages));
            first += batch.NumImages;
        }

        using var mixed = AutocastScope.Enter(_precision);
        TaskBatch[] batches = [.. parts.Select(part => part.Batch)];
        var images = _images.Send(batches);
        return Forward(images.dtype == _type ? images : images.to(_type), batches, ranges);
    }

    private KeyValuePair<FaceTask, Tensor>[] LossesOf(
        BatchPart[] parts, IReadOnlyList<TaskOutput> outputs, int portion)
    {
        using var mixed = AutocastScope.Enter(_precision);
        return
        [
            .. outputs.Zip(parts, (output, part) =>
            {
                _criterion.AnnounceRound(part.Batch.Task, _portions.CountsOfRound(part.Batch.Task, portion));
                var loss = _criterion.Compute(output, part.Batch);
                return KeyValuePair.Create(part.Batch.Task, part.Share == 1 ? loss : loss.Times(part.Share));
            }),
        ];
    }

    private IReadOnlyList<TaskOutput> Forward(Tensor images, TaskBatch[] batches, List<TaskRange> ranges)
    {
        if (Encoded is null || _model is not FaceptorModel faceptor || !FeatureCache.Knows(batches))
        {
            return _model.Forward(images, ranges);
        }

        using var encoded = Encoded.Encode(images, batches);
        return faceptor.Forward(encoded, ranges);
    }

    /// <summary>Samples of one task in one portion, and which part of the step's batch they are.</summary>
    private sealed record BatchPart(TaskBatch Batch, double Share);

    /// <summary>A portion that has been run forward.</summary>
    private sealed class OpenPortion(int portion, Tensor[] losses)
    {
        public int Portion { get; } = portion;

        public Tensor[] Losses { get; } = losses;

        public List<Tensor> Totals { get; } = [];

        public List<OpenAnswer> Compared { get; } = [];

        public void Backward()
        {
            OpenAnswer[] learned = [.. Compared.Where(answer => answer.Values.requires_grad)];
            Tensor[] roots = [.. Totals, .. learned.Select(answer => answer.Values)];
            if (roots.Length > 0)
            {
                autograd.backward(
                    roots,
                    [.. Totals.Select(total => ones_like(total)), .. learned.Select(answer => answer.Gradient!)]);
            }
        }
    }

    /// <summary>What the network made of a portion's images up to where they are compared.</summary>
    private sealed class OpenAnswer(FaceTask task, Tensor values)
    {
        public FaceTask Task { get; } = task;

        public Tensor Values { get; } = values;

        public Tensor? Gradient { get; set; }
    }
}
