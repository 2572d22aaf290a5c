using Faceptor.Models;
using Faceptor.Training.Recipes;

namespace Faceptor.Cli.Quickstart;

/// <summary>Every number of the quickstart; the only place where they stand.</summary>
internal sealed record QuickstartPlan
{
    private const double ValidationShare = 0.06;

    /// <summary>Several thousand images and a few minutes of training.</summary>
    public static QuickstartPlan Default { get; } = new();

    /// <summary>Done in about a minute; shows that everything works, not how well.</summary>
    public static QuickstartPlan Fast { get; } = new()
    {
        NumImages = 700,
        Training = Default.Training with { NumSteps = 60, WarmupSteps = 10, LogInterval = 5 },
        SecondStage = Default.SecondStage with { NumSteps = 20, WarmupSteps = 5, LogInterval = 5 },
        NumPredictionsPerSet = 3,
    };

    /// <summary>About how many images all drawn sets have together.</summary>
    public int NumImages { get; init; } = 8000;

    /// <summary>Seed of the images, the weights and the order of training.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The network.</summary>
    public FaceptorOptions Model { get; init; } = FaceptorPresets.Small;

    /// <summary>
    /// The recipe of the first stage: small's with more ages and attributes, whose images cost little. It holds out
    /// what the second stage decides by.
    /// </summary>
    public TrainingOptions Training { get; init; } = TrainingRecipes.Small with
    {
        Tasks =
        [
            .. TrainingRecipes.Small.Tasks.Select(entry => entry.Task switch
            {
                var task when task.Equals(FaceTasks.AgeMorph2) => entry with { BatchSize = 8, Weight = 14 },
                var task when task.Equals(FaceTasks.AttributesCelebA) => entry with { BatchSize = 16 },
                _ => entry,
            }),
        ],
        NumSteps = 1050,
        LogInterval = 10,
        ValidationShare = ValidationShare,
    };

    /// <summary>
    /// The recipe of the second stage: Layer-Attention of the attribute tasks, which the paper finds to gain by it.
    /// </summary>
    public TrainingOptions SecondStage { get; init; } = SmallVariant.Of(KnownRecipes.LayerAttention).Training with
    {
        Tasks =
        [
            .. SmallVariant.Of(KnownRecipes.LayerAttention).Training.Tasks.Where(entry => !entry.Task.IsDense),
        ],
        NumSteps = 80,
        WarmupSteps = 10,
        LogInterval = 10,
        ValidationShare = ValidationShare,
    };

    /// <summary>Held-out images, or pairs, of each dataset that are predicted for the report.</summary>
    public int NumPredictionsPerSet { get; init; } = 6;
}

/// <summary>A part of the quickstart that is over.</summary>
internal sealed record QuickstartStep(string Title, TimeSpan Duration);
