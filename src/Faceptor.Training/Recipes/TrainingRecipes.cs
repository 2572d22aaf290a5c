using Faceptor.Core.Tensors;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Data.Loading;

namespace Faceptor.Training.Recipes;

/// <summary>
/// The numbers of the published recipes, and of one small enough for a laptop. With their networks they are
/// <see cref="KnownRecipes"/>.
/// </summary>
public static class TrainingRecipes
{
    /// <summary>Faceptor-Base: 7 datasets.</summary>
    /// <remarks>
    /// Paper: Table 2, left. Released configuration: float32, samples of the whole run in one order, and four GPUs,
    /// whose shares of a step are its portions; all recipes of the paper take this from here.
    /// </remarks>
    public static TrainingOptions Base { get; } = new()
    {
        Tasks =
        [
            new(FaceTasks.Landmarks300W, 4, 1000),
            new(FaceTasks.ParsingCelebAMaskHq, 4, 100),
            new(FaceTasks.AgeMorph2, 64, 6),
            new(FaceTasks.ExpressionAffectNet, 64, 4),
            new(FaceTasks.ExpressionRafDb, 16, 1),
            new(FaceTasks.AttributesCelebA, 64, 2),
            new(FaceTasks.IdentityMs1mV3, 256, 5),
        ],
        Precision = ComputePrecision.Float32,
        SampleOrder = SampleOrder.WholeRun,
        Portions = 4,
    };

    /// <summary>Faceptor-Full: 13 datasets.</summary>
    /// <remarks>Paper: Table 2, right.</remarks>
    public static TrainingOptions Full { get; } = new()
    {
        Tasks =
        [
            new(FaceTasks.Landmarks300W, 4, 250),
            new(FaceTasks.LandmarksWflw, 4, 250),
            new(FaceTasks.LandmarksCofw, 4, 250),
            new(FaceTasks.LandmarksAflw19, 4, 250),
            new(FaceTasks.ParsingCelebAMaskHq, 4, 100),
            new(FaceTasks.ParsingLaPa, 4, 100),
            new(FaceTasks.AgeMorph2, 64, 4),
            new(FaceTasks.AgeUtkFace, 16, 1),
            new(FaceTasks.ExpressionAffectNet, 64, 6.66),
            new(FaceTasks.ExpressionRafDb, 16, 1.67),
            new(FaceTasks.ExpressionFerPlus, 16, 1.67),
            new(FaceTasks.AttributesCelebA, 64, 2),
            new(FaceTasks.IdentityMs1mV3, 256, 5),
        ],
        Precision = Base.Precision,
        SampleOrder = Base.SampleOrder,
        Portions = Base.Portions,
    };

    /// <summary>Naive Faceptor: the batches of Faceptor-Base, every task with weight 1.</summary>
    /// <remarks>
    /// Paper: Sec. 4.1, training for Naive Faceptor. Our choice: one portion, because the subnets' norms would see a
    /// single image of the dense tasks in each of four; the release synchronises those.
    /// </remarks>
    public static TrainingOptions Naive { get; } = Base with
    {
        Portions = 1,
        Tasks = [.. Base.Tasks.Select(entry => entry with { Weight = 1 })],
    };

    /// <summary>Age estimation alone.</summary>
    /// <remarks>
    /// Paper: Table 8, single-task learning. Our choice: the main task's batch of Table 10; the weight of a single task
    /// cancels out.
    /// </remarks>
    public static TrainingOptions SingleTaskAge { get; } = Base with { Tasks = [new(FaceTasks.AgeMorph2, 64, 10)] };

    /// <summary>Expression recognition alone.</summary>
    /// <remarks>
    /// Paper: Table 8, single-task learning. Our choice: the main task's two datasets with the batches and weights of
    /// Table 10.
    /// </remarks>
    public static TrainingOptions SingleTaskExpression { get; } = Base with
    {
        Tasks = [new(FaceTasks.ExpressionAffectNet, 64, 80), new(FaceTasks.ExpressionRafDb, 16, 20)],
    };

    /// <summary>Age estimation with landmarks, parsing and identity as helpers.</summary>
    /// <remarks>Paper: Table 10, left.</remarks>
    public static TrainingOptions AuxiliaryAge { get; } = Base with
    {
        Tasks =
        [
            new(FaceTasks.AgeMorph2, 64, 10),
            new(FaceTasks.Landmarks300W, 4, 1000),
            new(FaceTasks.ParsingCelebAMaskHq, 4, 100),
            new(FaceTasks.IdentityMs1mV3, 256, 10),
        ],
    };

    /// <summary>Expression recognition with landmarks, parsing and identity as helpers.</summary>
    /// <remarks>Paper: Table 10, right.</remarks>
    public static TrainingOptions AuxiliaryExpression { get; } = Base with
    {
        Tasks =
        [
            new(FaceTasks.ExpressionAffectNet, 64, 80),
            new(FaceTasks.ExpressionRafDb, 16, 20),
            new(FaceTasks.Landmarks300W, 2, 1000),
            new(FaceTasks.ParsingCelebAMaskHq, 2, 100),
            new(FaceTasks.IdentityMs1mV3, 64, 1),
        ],
    };

    /// <summary>The second stage: Layer-Attention for the tasks of Faceptor-Base that have queries.</summary>
    /// <remarks>
    /// Paper: Sec. 4.1, 20,000 steps of which 2,000 warm up, all but layer-aware embeddings frozen, everything else as
    /// in the first stage. Table 2: batches and weights. Released configuration: the frozen encoder in training mode.
    /// </remarks>
    public static TrainingOptions LayerAttention { get; } = Base with
    {
        Tasks = [.. Base.Tasks.Where(entry => entry.Task.NumLabels > 0)],
        NumSteps = 20_000,
        WarmupSteps = 2_000,
        FineTuneScope = FineTuneScope.LayerAttention,
        FrozenPartsInTrainingMode = true,
        ValidationShare = ValidationSplit.DefaultShare,
    };

    /// <summary>Transfer of Faceptor-Base to AFLW-19, everything trained.</summary>
    /// <remarks>
    /// Paper: B.3, 20,000 steps of which 2,000 warm up, everything else as in the first stage; each dataset is
    /// transferred to by itself. <see cref="TransferTo"/> has the others' numbers.
    /// </remarks>
    public static TrainingOptions Transfer { get; } = Base with
    {
        Tasks = [TransferTo(FaceTasks.LandmarksAflw19)],
        NumSteps = 20_000,
        WarmupSteps = 2_000,
    };

    /// <summary>Identity alone, with CosFace.</summary>
    /// <remarks>
    /// Paper: Table 7. Our choice: the batch of Table 2 and the steps and rates of the first stage, which the paper
    /// does not say for this row; the weight of a single task cancels out.
    /// </remarks>
    public static TrainingOptions RecognitionOnly { get; } = Base with
    {
        Tasks = [new(FaceTasks.IdentityMs1mV3, 256, 5)],
    };

    /// <summary>The seven tasks of Faceptor-Base in small batches, for a tiny model on a processor.</summary>
    /// <remarks>
    /// Our choice, for an encoder that starts from random weights. Landmarks and parsing lead: their many answers a
    /// image teach the encoder where things are, and expressions and attributes come off their plateaus sooner for it
    /// than with shares of the gradient that are nearer to equal. Images are only moved and mirrored: so few steps
    /// learn more from them than from images with every effect. Norms compare the whole step: a portion has two samples
    /// of identity.
    /// </remarks>
    public static TrainingOptions Small { get; } = Base with
    {
        Tasks =
        [
            new(FaceTasks.Landmarks300W, 8, 1500),
            new(FaceTasks.ParsingCelebAMaskHq, 6, 500),
            new(FaceTasks.AgeMorph2, 4, 10),
            new(FaceTasks.ExpressionAffectNet, 8, 80),
            new(FaceTasks.ExpressionRafDb, 8, 80),
            new(FaceTasks.AttributesCelebA, 12, 16),
            new(FaceTasks.IdentityMs1mV3, 8, 1),
        ],
        NumSteps = 740,
        WarmupSteps = 60,
        WarmupStartRate = 1e-5,
        EncoderRate = 7e-4,
        OtherRateFactor = 2,
        CosFaceScale = 32,
        CosFaceMargin = 0.2,
        CosFaceStartBound = 0.0173, // a standard deviation of 0.01: in so few steps the classifier learns sooner
        LandmarkTargetSidePx = 32,
        NumIdentities = 32,
        IdentityEmbedDim = 128,
        LogInterval = 20,
        CheckpointInterval = 0,
        Augmentation = AugmentationPreset.Light,
        Precision = null,
        SampleOrder = SampleOrder.Passes,
        SynchronizedNorms = true,
    };

    /// <summary>Batch size and weight of a task that a trained model is transferred to.</summary>
    /// <param name="task">A task with queries, of the paper or custom.</param>
    /// <remarks>
    /// Paper: B.3, 8 samples of AFLW-19 and LaPa and 32 of LFW-73. Our choice: the same for other tasks of these kinds;
    /// the weight of a single task cancels out.
    /// </remarks>
    public static TaskTrainingOptions TransferTo(FaceTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new TaskTrainingOptions(task, task.IsDense ? 8 : 32, 1);
    }
}
