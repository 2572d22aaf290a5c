using System.Collections.Immutable;
using Faceptor.Core.Decoders;
using Faceptor.Core.Tensors;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Loading;
using Faceptor.Training.Families;
using Faceptor.Training.Losses;

namespace Faceptor.Training.Recipes;

/// <summary>
/// Everything that decides what a training run learns. Vary a preset of <see cref="TrainingRecipes"/> with <c>with</c>.
/// </summary>
public sealed record TrainingOptions
{
    /// <summary>The tasks with their batch sizes and weights.</summary>
    public ImmutableArray<TaskTrainingOptions> Tasks { get; init; } = [];

    /// <summary>Number of steps. Paper: Sec. 4.1, 50,000.</summary>
    public int NumSteps { get; init; } = 50_000;

    /// <summary>Steps of linear warm-up. Paper: Sec. 4.1, 2,000.</summary>
    public int WarmupSteps { get; init; } = 2_000;

    /// <summary>Encoder rate of the first step. Released configuration: 1e-6.</summary>
    public double WarmupStartRate { get; init; } = 1e-6;

    /// <summary>Highest rate of the encoder. Paper: Sec. 4.1, 5e-5.</summary>
    public double EncoderRate { get; init; } = 5e-5;

    /// <summary>
    /// How many times faster everything but the encoder learns, warm-up included. Paper: Sec. 4.1, 10.
    /// </summary>
    public double OtherRateFactor { get; init; } = 10;

    /// <summary>Weight decay of AdamW. Paper: Sec. 4.1, 0.05.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Largest norm of the gradient. Released configuration: 5.</summary>
    public double MaxGradientNorm { get; init; } = 5;

    /// <summary>Scale s of CosFace. Released configuration: 64.</summary>
    public double CosFaceScale { get; init; } = CosFaceLoss.DefaultScale;

    /// <summary>Margin m of CosFace. Released configuration: 0.4.</summary>
    public double CosFaceMargin { get; init; } = CosFaceLoss.DefaultMargin;

    /// <summary>
    /// CosFace's class weights start evenly between minus and plus this; null takes one over the root of their size.
    /// Released configuration: null, 0.044 for 512 numbers. Narrower, they turn faster at the same rate.
    /// </summary>
    public double? CosFaceStartBound { get; init; }

    /// <summary>Identities in the identity dataset. Paper: MS1MV3's 93,431.</summary>
    public int NumIdentities { get; init; } = 93_431;

    /// <summary>Size of the model's identity embedding. Released configuration: 512.</summary>
    public int IdentityEmbedDim { get; init; } = 512;

    /// <summary>
    /// Side in pixels of the heatmaps that landmark tasks are trained against. Released configuration: 128.
    /// </summary>
    public int LandmarkTargetSidePx { get; init; } = LandmarkLoss.DefaultTargetSidePx;

    /// <summary>
    /// Form of the heatmaps and distances that landmark tasks are trained towards. Released configuration: a cut
    /// Gaussian and Euclidean distances. Paper: Eq. 9, a 0/1 disc and L1 distances.
    /// </summary>
    public LandmarkObjective LandmarkObjective { get; init; } = LandmarkObjective.Gaussian;

    /// <summary>
    /// How much training images are changed at random. Paper: Sec. 4.1, every effect of the published recipe.
    /// </summary>
    public AugmentationPreset Augmentation { get; init; } = AugmentationPreset.Published;

    /// <summary>Seed of torch's random numbers. Our choice: 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Steps between reports; losses are read from the device only then. Our choice: 50.</summary>
    public int LogInterval { get; init; } = 50;

    /// <summary>Steps between checkpoints; 0 writes none by steps. Our choice: 5,000.</summary>
    public int CheckpointInterval { get; init; } = 5_000;

    /// <summary>
    /// Minutes of training after which a checkpoint is written, whatever the steps: what a killed run loses at most. 0
    /// writes none by time. Our choice: 10.
    /// </summary>
    public double CheckpointMinutes { get; init; } = 10;

    /// <summary>Checkpoints to keep besides the best; older ones are removed. Our choice: 3.</summary>
    public int KeepCheckpoints { get; init; } = 3;

    /// <summary>Steps between evaluations on the test splits; 0 evaluates at the end only. Our choice: 0.</summary>
    public int EvaluationInterval { get; init; }

    /// <summary>
    /// Share of each training split that is not trained on but decides, after the second stage, which tasks keep
    /// Layer-Attention; datasets with a validation split of their own hold that out. Our choice: 0, nothing.
    /// </summary>
    [FormerName("heldOutShare")]
    public double ValidationShare { get; init; }

    /// <summary>What the run moves. Paper: Sec. 4.1, everything.</summary>
    [FormerName("trains")]
    public FineTuneScope FineTuneScope { get; init; } = FineTuneScope.All;

    /// <summary>
    /// How Layer-Attention that the second stage adds brings encoder blocks below the last to the decoder's size.
    /// Paper: Sec. 3.3, one projection for all.
    /// </summary>
    public LevelProjection LevelProjection { get; init; } = LevelProjection.Shared;

    /// <summary>
    /// Whether what the run does not train is in training mode as well: a frozen encoder then goes on dropping what its
    /// stochastic depth drops, and running statistics of frozen norms that a trained task passes through move. Released
    /// configuration: on, in the second stage. Our choice elsewhere: off, frozen parts answer as they will in the end.
    /// </summary>
    /// <remarks>
    /// Off, and with images that nothing random changes, a run keeps what a frozen encoder makes of each image; on, it
    /// does so only where the encoder drops nothing, with the same results.
    /// </remarks>
    public bool FrozenPartsInTrainingMode { get; init; }

    /// <summary>
    /// In which order samples are drawn. Released configuration: <see cref="SampleOrder.WholeRun"/>. Our choice
    /// elsewhere: pass by pass.
    /// </summary>
    public SampleOrder SampleOrder { get; init; } = SampleOrder.Passes;

    /// <summary>
    /// Number type of large products; null takes the device's: float16 with a scaler on CUDA before Ampere, bfloat16 on
    /// later CUDA, float32 on a processor. Released configuration: float32 throughout, which the recipes of the paper
    /// say; the others are our choice, for speed and memory.
    /// </summary>
    public ComputePrecision? Precision { get; init; }

    /// <summary>
    /// Whether encoder blocks are run again in the backward pass instead of keeping their activations: less memory, the
    /// same gradients. Released configuration: off; a flag asks for it, but the forward pass goes round it.
    /// </summary>
    public bool ActivationCheckpointing { get; init; }

    /// <summary>
    /// Equal parts that a step's samples are run through the network in, one after another or on several processes, whose
    /// number divides it. On a processor the weights do not depend on that number, to the last bit, where each process
    /// has a power of two of portions. The gradient is that of the whole batch, but for the statistics
    /// of batch norms, see <see cref="SynchronizedNorms"/>. Released configuration: four GPUs, so 4 in the recipes of the
    /// paper. Our choice elsewhere: 1.
    /// </summary>
    [FormerName("accumulationSteps")]
    public int Portions { get; init; } = 1;

    /// <summary>
    /// Whether batch norms compare all samples of a step instead of those of a portion. Released configuration: off,
    /// each GPU by itself, but for the norms of UperNet. Our choice for small batches: on.
    /// </summary>
    public bool SynchronizedNorms { get; init; }

    /// <summary>
    /// Whether processes send each other gradients as bfloat16: half as much over the network, and last bits, or more,
    /// that depend on the number of processes. Nothing changes with one process. Released configuration: float16.
    /// Our choice: off.
    /// </summary>
    public bool CompressGradients { get; init; }

    /// <summary>
    /// Whether a GPU may round the factors of float32 products to TF32: faster, 10 bits instead of 23. Our choice: off.
    /// </summary>
    public bool AllowTf32 { get; init; }

    /// <summary>What is done about losses and gradients that are not finite. Our choice: stop.</summary>
    public NonFinitePolicy NonFinite { get; init; } = NonFinitePolicy.Stop;

    /// <summary>Checks all values.</summary>
    /// <exception cref="OptionsException">Some cannot work; the message lists every problem.</exception>
    public void Validate()
    {
        var problems = Problems().ToArray();
        if (problems.Length > 0)
        {
            throw new OptionsException(nameof(TrainingOptions), string.Join(" ", problems));
        }
    }

    /// <summary>A sentence for each number that is too small.</summary>
    internal static IEnumerable<string> AtLeast(int minimum, params IEnumerable<(string Name, int Value)> members) =>
        members.Where(member => member.Value < minimum)
            .Select(member => $"{member.Name} must be at least {minimum}, got {member.Value}.");

    private static IEnumerable<string> FiniteFrom(
        double minimum, bool exclusive, params IEnumerable<(string Name, double Value)> members) =>
        members.Where(member => !double.IsFinite(member.Value) || member.Value < minimum
                || (exclusive && member.Value <= minimum))
            .Select(member =>
                $"{member.Name} must be {(exclusive ? "above" : "at least")} {minimum}, got {member.Value}.");

    private static IEnumerable<string> OneOf<T>(T value, string member)
        where T : struct, Enum =>
        Enum.IsDefined(value)
            ? []
            : [$"{member} must be one of {string.Join(", ", Enum.GetNames<T>())}, got {value}."];

    private IEnumerable<string> Problems() =>
    [
        .. TaskProblems(),
        .. AtLeast(1, (nameof(NumSteps), NumSteps), (nameof(LogInterval), LogInterval),
            (nameof(LandmarkTargetSidePx), LandmarkTargetSidePx), (nameof(Portions), Portions),
            (nameof(KeepCheckpoints), KeepCheckpoints)),
        .. AtLeast(0, (nameof(WarmupSteps), WarmupSteps), (nameof(CheckpointInterval), CheckpointInterval),
            (nameof(EvaluationInterval), EvaluationInterval)),
        .. OneOf(FineTuneScope, nameof(FineTuneScope)),
        .. OneOf(LevelProjection, nameof(LevelProjection)),
        .. OneOf(NonFinite, nameof(NonFinite)),
        .. OneOf(SampleOrder, nameof(SampleOrder)),
        .. Precision is { } precision ? OneOf(precision, nameof(Precision)) : [],
        .. OneOf(LandmarkObjective, nameof(LandmarkObjective)),
        .. OneOf(Augmentation, nameof(Augmentation)),
        .. ValidationShare is >= 0 and < 1
            ? []
            : new[] { $"{nameof(ValidationShare)} must be at least 0 and below 1, got {ValidationShare}." },
        .. WarmupSteps >= NumSteps
            ? new[] { $"{nameof(WarmupSteps)} must be less than {nameof(NumSteps)} ({NumSteps}), got {WarmupSteps}." }
            : [],
        .. FiniteFrom(0, true, (nameof(EncoderRate), EncoderRate), (nameof(OtherRateFactor), OtherRateFactor),
            (nameof(MaxGradientNorm), MaxGradientNorm), (nameof(CosFaceScale), CosFaceScale)),
        .. FiniteFrom(0, false, (nameof(WarmupStartRate), WarmupStartRate), (nameof(WeightDecay), WeightDecay),
            (nameof(CosFaceMargin), CosFaceMargin), (nameof(CheckpointMinutes), CheckpointMinutes)),
        .. CosFaceStartBound is { } bound ? FiniteFrom(0, true, (nameof(CosFaceStartBound), bound)) : [],
        .. WarmupStartRate > EncoderRate
            ? new[]
            {
                $"{nameof(WarmupStartRate)} must not exceed {nameof(EncoderRate)} ({EncoderRate}), "
                + $"got {WarmupStartRate}.",
            }
            : [],
    ];

    private IEnumerable<string> TaskProblems()
    {
        if (Tasks.IsDefaultOrEmpty)
        {
            yield return $"{nameof(Tasks)} must hold at least one task, got none.";
            yield break;
        }

        foreach (var same in Tasks.GroupBy(entry => entry.Task).Where(same => same.Count() > 1))
        {
            yield return $"{nameof(Tasks)} must hold {same.Key} once, got it {same.Count()} times.";
        }

        foreach (var entry in Tasks.Where(entry => entry.BatchSize < 1))
        {
            yield return $"batch size of {entry.Task} must be at least 1, got {entry.BatchSize}.";
        }

        foreach (var entry in Tasks.Where(entry => !double.IsFinite(entry.Weight) || entry.Weight <= 0))
        {
            yield return $"weight of {entry.Task} must be above 0, got {entry.Weight}.";
        }

        if (FineTuneScope is FineTuneScope.Queries or FineTuneScope.LayerAttention)
        {
            foreach (var entry in Tasks.Where(entry => entry.Task.NumLabels == 0))
            {
                yield return $"{nameof(FineTuneScope)} is {FineTuneScope}, and {entry.Task} has no queries; leave the task out.";
            }
        }

        foreach (var problem in Tasks.Select(entry => entry.Task.Family)
            .Distinct()
            .SelectMany(family => FamilyCriterion.Of(family).Problems(this)))
        {
            yield return problem;
        }
    }
}

/// <summary>What training does about a step whose loss or gradient is NaN or infinite.</summary>
public enum NonFinitePolicy
{
    /// <summary>Save a diagnostic checkpoint and stop, naming task and step.</summary>
    Stop,

    /// <summary>Leave the weights as they are, count the step and go on.</summary>
    Skip,
}

/// <summary>What a training run moves; everything else stays as it is, to the last bit.</summary>
public enum FineTuneScope
{
    /// <summary>Everything. Paper: Sec. 4.1, the first stage; Sec. 4.6, full-parameter fine-tuning.</summary>
    All,

    /// <summary>
    /// Decoders and heads, not the encoder. Paper: Sec. 4.6, output module (decoder) fine-tuning.
    /// </summary>
    [FormerName("outputs")]
    DecoderAndHeads,

    /// <summary>The queries of the trained tasks. Paper: Sec. 4.6, prompt tuning.</summary>
    Queries,

    /// <summary>The Layer-Attention of the trained tasks. Paper: Sec. 3.3, the second stage.</summary>
    LayerAttention,
}
