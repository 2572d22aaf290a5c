using System.Collections.Immutable;
using Faceptor.Data.Augmentation;
using Faceptor.Models;
using Faceptor.Training.Recipes;

namespace Faceptor.Experiments;

/// <summary>Every number of the experiments; the only place where they stand.</summary>
/// <remarks>
/// Our choice: three seeds of all experiments take about 40 minutes on two processor cores. Everything that is not
/// here is as in <see cref="SmallVariant"/>.
/// </remarks>
internal sealed record ExperimentPlan
{
    /// <summary>Below this share of the plan's steps there is nothing left to learn in.</summary>
    private const double LeastShare = 1e-4;

    private const double LargestShare = 1000;

    // Naive Faceptor's norms compare samples.
    private const int SmallestBatch = 3;

    /// <summary>The numbers of the tables in <c>docs/experiments.md</c>.</summary>
    public static ExperimentPlan Default { get; } = new();

    /// <summary>Seeds unless others are asked for.</summary>
    public static ImmutableArray<long> DefaultSeeds { get; } = [1, 2, 3];

    /// <summary>About how many images the drawn sets of a group have; there are two groups.</summary>
    public int NumImages { get; init; } = 5000;

    /// <summary>Seed of the images; runs of all seeds share them.</summary>
    public long DataSeed { get; init; } = 1;

    /// <summary>The network of everything but Naive Faceptor.</summary>
    public FaceptorOptions Model { get; init; } = FaceptorPresets.Small;

    /// <summary>The network of Naive Faceptor.</summary>
    public FaceptorOptions NaiveModel { get; init; } = FaceptorPresets.SmallNaive;

    /// <summary>Steps of a network that begins with random weights.</summary>
    public int NumSteps { get; init; } = 700;

    /// <summary>Of them with a rising rate.</summary>
    public int WarmupSteps { get; init; } = 60;

    /// <summary>
    /// Share of the recipe's batches: as many images in more and smaller steps bring these networks further.
    /// </summary>
    public double BatchShare { get; init; } = 0.5;

    /// <summary>Steps of a second stage: the paper's share of two fifths.</summary>
    public int LayerAttentionSteps { get; init; } = 280;

    /// <summary>Of them with a rising rate.</summary>
    public int LayerAttentionWarmupSteps { get; init; } = 28;

    /// <summary>Steps of a transfer.</summary>
    public int TransferSteps { get; init; } = 150;

    /// <summary>Of them with a rising rate.</summary>
    public int TransferWarmupSteps { get; init; } = 15;

    /// <summary>Most samples a step of a transfer; the paper's 32 of LFW-73 would take most of the time.</summary>
    public int MaxTransferBatch { get; init; } = 16;

    /// <summary>
    /// Share of the training splits that no run of a first or second stage learns from, because the second stage
    /// decides on it.
    /// </summary>
    public double ValidationShare { get; init; } = 0.06;

    /// <summary>Steps between checkpoints: what a killed run loses at most.</summary>
    public int CheckpointInterval { get; init; } = 100;

    /// <summary>Steps between reports.</summary>
    public int LogInterval { get; init; } = 10;

    /// <summary>The same plan with more or fewer steps.</summary>
    /// <param name="share">The share of the steps; 1 changes nothing.</param>
    /// <exception cref="OptionsException">The share cannot work.</exception>
    public ExperimentPlan WithSteps(double share)
    {
        if (!(share is >= LeastShare and <= LargestShare))
        {
            throw new OptionsException(
                "--steps-share", $"expected {LeastShare} to {LargestShare}, got {share}; 1 is the plan's own number.");
        }

        int Of(int steps) => Math.Max(1, (int)Math.Round(share * steps));
        return this with
        {
            NumSteps = Of(NumSteps),
            WarmupSteps = (int)Math.Round(share * WarmupSteps),
            LayerAttentionSteps = Of(LayerAttentionSteps),
            LayerAttentionWarmupSteps = (int)Math.Round(share * LayerAttentionWarmupSteps),
            TransferSteps = Of(TransferSteps),
            TransferWarmupSteps = (int)Math.Round(share * TransferWarmupSteps),
        };
    }

    /// <summary>A recipe with this plan's numbers.</summary>
    /// <param name="recipe">A known recipe; one that is not small is taken to the small network.</param>
    /// <param name="seed">Seed of weights, order and augmentation.</param>
    public Recipe Prepare(Recipe recipe, long seed)
    {
        var small = SmallVariant.Of(recipe);
        var (numSteps, warmupSteps) = small.Stage switch
        {
            RecipeStage.LayerAttention => (LayerAttentionSteps, LayerAttentionWarmupSteps),
            RecipeStage.Transfer => (TransferSteps, TransferWarmupSteps),
            _ => (NumSteps, WarmupSteps),
        };
        return small with
        {
            Model = small.Model is { } model ? Resize(model) : null,
            Training = small.Training with
            {
                Tasks =
                [
                    .. small.Training.Tasks.Select(
                        entry => entry with { BatchSize = BatchOf(small.Stage, entry.BatchSize) }),
                ],
                NumSteps = numSteps,
                WarmupSteps = Math.Min(warmupSteps, numSteps / 2),
                Seed = seed,
                ValidationShare = small.Stage == RecipeStage.Transfer ? 0 : ValidationShare,
                // A resting encoder then sees each image once.
                Augmentation = small.Training.FineTuneScope == FineTuneScope.All
                    ? small.Training.Augmentation
                    : AugmentationPreset.None,
                CheckpointInterval = CheckpointInterval,
                KeepCheckpoints = 1,
                LogInterval = LogInterval,
            },
        };
    }

    private int BatchOf(RecipeStage stage, int batchSize) => stage == RecipeStage.Transfer
        ? Math.Min(batchSize, MaxTransferBatch)
        : Math.Min(batchSize, Math.Max(SmallestBatch, (int)Math.Round(BatchShare * batchSize)));

    private FaceptorOptions Resize(FaceptorOptions model) =>
        (model.Architecture == ModelArchitecture.Naive ? NaiveModel : Model) with
        {
            Tasks = model.Tasks,
            LayerAttention = model.LayerAttention,
        };
}
