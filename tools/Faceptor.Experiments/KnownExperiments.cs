using System.Collections.Immutable;
using Faceptor.Training.Recipes;

namespace Faceptor.Experiments;

/// <summary>The experiments. The only list of them.</summary>
internal static class KnownExperiments
{
    private static readonly ExperimentRun MultiTask = new(
        "multi-task", KnownRecipes.FaceptorBase, FaceTasks.Base);

    private static readonly ImmutableArray<FaceTask> Expressions =
        [FaceTasks.ExpressionAffectNet, FaceTasks.ExpressionRafDb];

    private static readonly ImmutableArray<FaceTask> AttributeTasks =
        [FaceTasks.AgeMorph2, .. Expressions, FaceTasks.AttributesCelebA];

    private static readonly ExperimentRun TwoStage = new(
        "layer-attention", KnownRecipes.LayerAttention, AttributeTasks, MultiTask);

    /// <summary>Ages. Paper: Table 8.</summary>
    public static Experiment AuxiliaryAge { get; } = Auxiliary(
        "auxiliary-age",
        "Do landmarks, parsing and identity as helpers teach ages better than ages alone, or than all seven tasks?",
        [FaceTasks.AgeMorph2],
        KnownRecipes.SingleTaskAge,
        KnownRecipes.AuxiliaryAge);

    /// <summary>Expressions. Paper: Table 8.</summary>
    public static Experiment AuxiliaryExpression { get; } = Auxiliary(
        "auxiliary-expression",
        "Do landmarks, parsing and identity as helpers teach expressions better than expressions alone, or than all "
        + "seven tasks?",
        Expressions,
        KnownRecipes.SingleTaskExpression,
        KnownRecipes.AuxiliaryExpression);

    /// <summary>Layer-Attention. Paper: Table 4.</summary>
    public static Experiment LayerAttention { get; } = new()
    {
        Name = "layer-attention",
        Question = "Does Layer-Attention help, and does it have to come in a second stage?",
        PaperTable = 4,
        Scores = AttributeTasks,
        Variants =
        [
            new("without", "w/o LA", MultiTask),
            new(
                "directly",
                "LA (Directly)",
                new ExperimentRun("layer-attention-direct", KnownRecipes.LayerAttentionDirect, AttributeTasks)),
            new("two-stage, all on", "LA (Two-stage)", TwoStage) { BeforeChoice = true },
            new("two-stage, chosen", "LA (Two-stage)", TwoStage),
        ],
        Comparisons =
        [
            new("two-stage, all on", "without"),
            new("two-stage, chosen", "without"),
            new("two-stage, chosen", "directly"),
        ],
    };

    /// <summary>Transfer. Paper: Table 9.</summary>
    public static Experiment Transfer { get; } = new()
    {
        Name = "transfer",
        Question = "How far do queries alone, or decoders and heads, bring a trained network on points, parts and "
            + "attributes that it was not trained on?",
        PaperTable = 9,
        Scores = [FaceTasks.LandmarksAflw19, FaceTasks.ParsingLaPa, FaceTasks.AttributesLfw73],
        Variants =
        [
            TransferOf("prompt", "PT", KnownRecipes.TransferPrompt),
            TransferOf("decoder", "DFT", KnownRecipes.TransferDecoder),
            TransferOf("full", "FPFT", KnownRecipes.TransferFull),
        ],
        Comparisons = [new("decoder", "prompt"), new("full", "decoder")],
    };

    /// <summary>Naive Faceptor. Paper: Table 3.</summary>
    public static Experiment Naive { get; } = new()
    {
        Name = "naive",
        Question = "What do shared decoders with queries cost or bring against a head of its own for each task?",
        PaperTable = 3,
        Scores = FaceTasks.Base,
        Variants =
        [
            new("Faceptor", "Faceptor", MultiTask),
            new("Naive", "Naive", new ExperimentRun("naive", KnownRecipes.SmallNaive, FaceTasks.Base)),
        ],
        Comparisons = [new("Faceptor", "Naive")],
        PaperCost = "178.9 against 103.2 million, 1.73 times",
    };

    /// <summary>All experiments.</summary>
    public static ImmutableArray<Experiment> All { get; } =
        [AuxiliaryAge, AuxiliaryExpression, LayerAttention, Transfer, Naive];

    /// <summary>Finds an experiment.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="OptionsException">There is none of this name; the message names the nearest.</exception>
    public static Experiment Get(string name) =>
        All.FirstOrDefault(experiment => experiment.Name == name)
        ?? throw new OptionsException(
            "experiment",
            $"there is no experiment '{name}'; "
            + (Suggestion.Of(name, All.Select(experiment => experiment.Name)) is { } near
                ? $"did you mean '{near}'?"
                : $"there are {string.Join(", ", All.Select(experiment => experiment.Name))}."));

    private static Experiment Auxiliary(
        string name, string question, ImmutableArray<FaceTask> tasks, Recipe single, Recipe auxiliary) => new()
        {
            Name = name,
            Question = question,
            PaperTable = 8,
            Scores = tasks,
            Variants =
            [
                new("single-task", "Faceptor (STL)", new ExperimentRun(single.Name, single, tasks)),
                new("multi-task", "Faceptor (MTL)", MultiTask),
                new("auxiliary", "Faceptor (ASL)", new ExperimentRun(auxiliary.Name, auxiliary, tasks)),
            ],
            Comparisons =
            [
                new("auxiliary", "single-task"), new("auxiliary", "multi-task"), new("multi-task", "single-task"),
            ],
        };

    private static ExperimentVariant TransferOf(string name, string row, Recipe recipe)
    {
        (string Folder, FaceTask Task)[] targets =
        [
            ("aflw19", FaceTasks.LandmarksAflw19), ("lapa", FaceTasks.ParsingLaPa),
            ("lfw73", FaceTasks.AttributesLfw73),
        ];
        return new ExperimentVariant(
            name,
            row,
            [
                .. targets.Select(target => new ExperimentRun(
                    $"{recipe.Name}-{target.Folder}", recipe.Choose(target.Task.Id), [target.Task], MultiTask)),
            ]);
    }
}
