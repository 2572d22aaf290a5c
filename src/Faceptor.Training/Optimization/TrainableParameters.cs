using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Models;
using Faceptor.Training.Recipes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Optimization;

/// <summary>What a run moves in a model, and how the rest is kept from moving.</summary>
/// <remarks>
/// Paper: Sec. 3.3, Sec. 4.6. Queries and Layer-Attention of tasks that a run does not train rest whatever it trains,
/// so that a model that learns a new task keeps the answers of all others wherever they do not share what moves.
/// </remarks>
internal static class TrainableParameters
{
    /// <summary>The parameters that learn, in the model's order: first the encoder's.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Tasks, and what is trained.</param>
    /// <returns>At least one parameter; they belong to the model.</returns>
    /// <exception cref="OptionsException">The model holds nothing that the options train.</exception>
    public static IReadOnlyList<Parameter> Of(IFaceModel model, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        var trained = options.Tasks.Select(entry => entry.Task).ToArray();
        var resting = RestingOf(model, trained).Select(parameter => parameter.Handle).ToHashSet();
        return options.Trains switch
        {
            TrainablePart.All => Awake(model.EncoderParameters.Concat(model.OtherParameters)),
            TrainablePart.Outputs => Awake(model.OtherParameters),
            TrainablePart.Queries => [.. trained.SelectMany(task => QueriesOf(model, task))],
            TrainablePart.LayerAttention => [.. trained.SelectMany(task => LayerAttentionOf(model, task))],
            _ => throw new ArgumentException($"{options.Trains} is no part of a model.", nameof(options)),
        };

        Parameter[] Awake(IEnumerable<Parameter> parameters) =>
            [.. parameters.Where(parameter => !resting.Contains(parameter.Handle))];
    }

    /// <summary>
    /// Switches gradients on for what a run trains and off for everything else; earlier runs leave no trace.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Tasks, and what is trained.</param>
    /// <exception cref="OptionsException">The model holds nothing that the options train.</exception>
    public static void Freeze(IFaceModel model, TrainingOptions options)
    {
        var learning = Of(model, options).Select(parameter => parameter.Handle).ToHashSet();
        foreach (var parameter in model.Network.parameters())
        {
            parameter.requires_grad = learning.Contains(parameter.Handle);
        }
    }

    /// <summary>
    /// Puts what learns in training mode, and every part without a learning parameter in evaluation mode unless the
    /// options say otherwise: there stochastic depth drops nothing and running statistics of norms stay as they are.
    /// </summary>
    /// <param name="model">A model that <see cref="Freeze"/> has prepared.</param>
    /// <param name="options">Whether frozen parts are in training mode too.</param>
    public static void EnterTraining(IFaceModel model, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        model.Network.train();
        if (!options.FrozenPartsInTrainingMode)
        {
            Rest(model.Network);
        }
    }

    private static void Rest(nn.Module module)
    {
        var parameters = module.parameters().ToArray();
        if (parameters.Length > 0 && !parameters.Any(parameter => parameter.requires_grad))
        {
            module.eval();
            return;
        }

        foreach (var child in module.children())
        {
            Rest(child);
        }
    }

    private static IEnumerable<Parameter> QueriesOf(IFaceModel model, FaceTask task) =>
        model is FaceptorModel faceptor && task.NumQueries > 0
            ? faceptor.QueryParameters(task)
            : throw Lacks(TrainablePart.Queries, task, model);

    private static IEnumerable<Parameter> LayerAttentionOf(IFaceModel model, FaceTask task) =>
        model is FaceptorModel faceptor && faceptor.LayerAttentionTasks.Contains(task)
            ? faceptor.LayerAttentionParameters(task)
            : throw Lacks(TrainablePart.LayerAttention, task, model);

    private static IEnumerable<Parameter> RestingOf(IFaceModel model, FaceTask[] trained)
    {
        if (model is not FaceptorModel faceptor)
        {
            return [];
        }

        var others = faceptor.Tasks.Except(trained).ToArray();
        return others.Where(task => task.NumQueries > 0).SelectMany(faceptor.QueryParameters)
            .Concat(others.Intersect(faceptor.LayerAttentionTasks).SelectMany(faceptor.LayerAttentionParameters));
    }

    private static OptionsException Lacks(TrainablePart part, FaceTask task, IFaceModel model) => new(
        nameof(TrainingOptions.Trains),
        $"{part} of {task} cannot be trained: the model, a {model.Options.Architecture} network, has none; "
        + (part == TrainablePart.Queries
            ? "only tasks of a Faceptor have queries, and identity has none."
            : "give the task Layer-Attention first (AddLayerAttention)."));
}
