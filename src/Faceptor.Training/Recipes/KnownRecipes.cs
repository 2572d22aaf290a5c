using System.Collections.Immutable;
using Faceptor.Core.Decoders;
using Faceptor.Models;

namespace Faceptor.Training.Recipes;

/// <summary>The recipes of the paper, and one small enough for a laptop. The only list of them.</summary>
/// <remarks>
/// Networks are those of <see cref="FaceptorPresets"/>, numbers those of <see cref="TrainingRecipes"/>, whose members
/// say where each number comes from.
/// </remarks>
public static class KnownRecipes
{
    private const string Farl = "FaRL's encoder (ViT-B/16); random without it";
    private const string FirstStage = "a trained Faceptor, for example of faceptor-base";

    /// <summary>Faceptor-Base. Paper: Table 2, left.</summary>
    public static Recipe FaceptorBase { get; } = new()
    {
        Name = "faceptor-base",
        Summary = "Faceptor on 7 datasets, first stage",
        Reproduces = "Table 3 with layer-attention; Table 4, w/o LA",
        Weights = Farl,
        Model = FaceptorPresets.Base,
        Training = TrainingRecipes.Base,
    };

    /// <summary>Faceptor-Full. Paper: Table 2, right.</summary>
    public static Recipe FaceptorFull { get; } = new()
    {
        Name = "faceptor-full",
        Summary = "Faceptor on 13 datasets, first stage",
        Reproduces = "Tables 5 to 7, 11 to 17 with layer-attention",
        Weights = Farl,
        Model = FaceptorPresets.Full,
        Training = TrainingRecipes.Full,
    };

    /// <summary>Naive Faceptor. Paper: Sec. 4.1.</summary>
    public static Recipe Naive { get; } = new()
    {
        Name = "naive",
        Summary = "Naive Faceptor on the 7 datasets of faceptor-base, all weights 1",
        Reproduces = "Table 3, Naive",
        Weights = Farl,
        Model = FaceptorPresets.Naive,
        Training = TrainingRecipes.Naive,
    };

    /// <summary>Age alone. Paper: Table 8, single-task learning.</summary>
    public static Recipe SingleTaskAge { get; } = FirstStageOf(
        "single-task-age", "Faceptor on MORPH II alone", "Table 8, age, STL", TrainingRecipes.SingleTaskAge);

    /// <summary>Expressions alone. Paper: Table 8, single-task learning.</summary>
    public static Recipe SingleTaskExpression { get; } = FirstStageOf(
        "single-task-expression",
        "Faceptor on AffectNet and RAF-DB alone",
        "Table 8, expression, STL",
        TrainingRecipes.SingleTaskExpression);

    /// <summary>Age with helpers. Paper: Table 8, auxiliary supervised learning; Table 10, left.</summary>
    public static Recipe AuxiliaryAge { get; } = FirstStageOf(
        "auxiliary-age",
        "age with landmarks, parsing and identity as helpers",
        "Table 8, age, ASL",
        TrainingRecipes.AuxiliaryAge);

    /// <summary>Expressions with helpers. Paper: Table 8, auxiliary supervised learning; Table 10, right.</summary>
    public static Recipe AuxiliaryExpression { get; } = FirstStageOf(
        "auxiliary-expression",
        "expression with landmarks, parsing and identity as helpers",
        "Table 8, expression, ASL",
        TrainingRecipes.AuxiliaryExpression);

    /// <summary>The second stage. Paper: Sec. 3.3, 4.1; Table 4, two-stage.</summary>
    public static Recipe LayerAttention { get; } = new()
    {
        Name = "layer-attention",
        Summary = "second stage: Layer-Attention for a trained Faceptor, everything else frozen",
        Reproduces = "Table 3, Faceptor; Table 4, LA two-stage",
        Stage = RecipeStage.LayerAttention,
        Weights = FirstStage,
        Training = TrainingRecipes.LayerAttention,
        OtherTasks =
        [
            .. TrainingRecipes.Full.Tasks.Where(entry => entry.Task.NumLabels > 0
                && TrainingRecipes.LayerAttention.Tasks.All(other => !other.Task.Equals(entry.Task))),
        ],
    };

    /// <summary>Layer-Attention without a first stage. Paper: Table 4, directly.</summary>
    public static Recipe LayerAttentionDirect { get; } = FaceptorBase with
    {
        Name = "layer-attention-direct",
        Summary = "faceptor-base with Layer-Attention from the first step, everything trained",
        Reproduces = "Table 4, LA directly",
        Model = FaceptorPresets.Base with
        {
            LayerAttention =
            [
                .. FaceTasks.Base.Where(task => task.NumLabels > 0)
                    .Select(task => new LayerAttentionOptions { Task = task, Projection = LevelProjection.Shared }),
            ],
        },
    };

    /// <summary>Prompt tuning. Paper: Sec. 4.6, Table 9, PT.</summary>
    public static Recipe TransferPrompt { get; } = TransferOf(
        "transfer-prompt",
        "prompt tuning: queries of a new task for a trained Faceptor, everything else frozen",
        "PT",
        FineTuneScope.Queries);

    /// <summary>Fine-tuning of decoders and heads. Paper: Sec. 4.6, Table 9, DFT.</summary>
    public static Recipe TransferDecoder { get; } = TransferOf(
        "transfer-decoder",
        "a new task for a trained Faceptor: decoders and heads learn, the encoder is frozen",
        "DFT",
        FineTuneScope.DecoderAndHeads);

    /// <summary>Fine-tuning of everything. Paper: Sec. 4.6, Table 9, FPFT.</summary>
    public static Recipe TransferFull { get; } = TransferOf(
        "transfer-full", "a new task for a trained Faceptor: everything learns", "FPFT", FineTuneScope.All);

    /// <summary>Recognition alone. Paper: Sec. 4.4, Table 7.</summary>
    public static Recipe RecognitionOnly { get; } = new()
    {
        Name = "recognition-only",
        Summary = "ViT-B and the identity head alone, with CosFace",
        Reproduces = "Table 7, ViT and FaRL",
        Weights = "none for the row ViT, FaRL's encoder for the row FaRL",
        Model = FaceptorPresets.Naive with { Tasks = [FaceTasks.IdentityMs1mV3] },
        Training = TrainingRecipes.RecognitionOnly,
    };

    /// <summary>A small Faceptor on the datasets of Faceptor-Base. Our choice.</summary>
    public static Recipe Small { get; } = new()
    {
        Name = "small",
        Summary = "a small Faceptor on the 7 datasets of faceptor-base, for a processor",
        Reproduces = "–",
        IsSmall = true,
        Model = FaceptorPresets.Small,
        Training = TrainingRecipes.Small,
    };

    /// <summary>A small Naive Faceptor with the numbers of <see cref="Small"/>. Our choice.</summary>
    public static Recipe SmallNaive { get; } = Small with
    {
        Name = "small-naive",
        Summary = "a small Naive Faceptor with the numbers of small",
        Model = FaceptorPresets.SmallNaive,
        Training = TrainingRecipes.Small with { Portions = 1, SynchronizedNorms = false },
    };

    /// <summary>All recipes, in the paper's order.</summary>
    public static ImmutableArray<Recipe> All { get; } =
    [
        FaceptorBase, FaceptorFull, Naive, LayerAttention, LayerAttentionDirect, RecognitionOnly, SingleTaskAge,
        SingleTaskExpression, AuxiliaryAge, AuxiliaryExpression, TransferPrompt, TransferDecoder, TransferFull, Small,
        SmallNaive,
    ];

    /// <summary>Finds a recipe.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="OptionsException">There is none of this name; the message names the nearest.</exception>
    public static Recipe Get(string name) =>
        All.FirstOrDefault(recipe => recipe.Name == name)
        ?? throw new OptionsException(
            "recipe",
            $"there is no recipe '{name}'; "
            + (Suggestion.Of(name, All.Select(recipe => recipe.Name)) is { } near
                ? $"did you mean '{near}'?"
                : $"there are {string.Join(", ", All.Select(recipe => recipe.Name))}."));

    private static Recipe FirstStageOf(string name, string summary, string reproduces, TrainingOptions training) =>
        FaceptorBase with
        {
            Name = name,
            Summary = summary,
            Reproduces = reproduces,
            Model = FaceptorPresets.Base with { Tasks = [.. training.Tasks.Select(entry => entry.Task)] },
            Training = training,
        };

    private static Recipe TransferOf(string name, string summary, string row, FineTuneScope trains) => new()
    {
        Name = name,
        Summary = summary,
        Reproduces = $"Table 9, {row}",
        Stage = RecipeStage.Transfer,
        Weights = FirstStage,
        Training = TrainingRecipes.Transfer with { FineTuneScope = trains },
        OtherTasks =
        [
            .. FaceTasks.All.Where(task => task.NumLabels > 0 && !task.Equals(FaceTasks.LandmarksAflw19))
                .Select(TrainingRecipes.TransferTo),
        ],
    };
}
