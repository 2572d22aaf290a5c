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
        var frozen = FrozenOf(model, trained).Select(parameter => parameter.Handle).ToHashSet();
        return options.FineTuneScope switch
        {
            FineTuneScope.All => Trainable(model.EncoderParameters.Concat(model.OtherParameters)),
            FineTuneScope.DecoderAndHeads => Trainable(model.OtherParameters),
            FineTuneScope.Queries => [.. trained.SelectMany(task => QueriesOf(model, task))],
            FineTuneScope.LayerAttention => [.. trained.SelectMany(task => LayerAttentionOf(model, task))],
            _ => throw new ArgumentException($"{options.FineTuneScope} is no part of a model.", nameof(options)),
        };

        Parameter[] Trainable(IEnumerable<Parameter> parameters) =>
            [.. parameters.Where(parameter => !frozen.Contains(parameter.Handle))];
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
        foreach (var parameter in model.Module.parameters())
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
        model.Module.train();
        if (!options.FrozenPartsInTrainingMode)
        {
            Rest(model.Module);
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
        model is FaceptorModel faceptor && task.NumLabels > 0
            ? faceptor.QueryParameters(task)
            : throw Lacks(FineTuneScope.Queries, task, model);

    private static IEnumerable<Parameter> LayerAttentionOf(IFaceModel model, FaceTask task) =>
        model is FaceptorModel faceptor && faceptor.LayerAttentionTasks.Contains(task)
            ? faceptor.LayerAttentionParameters(task)
            : throw Lacks(FineTuneScope.LayerAttention, task, model);

    private static IEnumerable<Parameter> FrozenOf(IFaceModel model, FaceTask[] trained)
    {
        if (model is not FaceptorModel faceptor)
        {
            return [];
        }

        var others = faceptor.Tasks.Except(trained).ToArray();
        return others.Where(task => task.NumLabels > 0).SelectMany(faceptor.QueryParameters)
            .Concat(others.Intersect(faceptor.LayerAttentionTasks).SelectMany(faceptor.LayerAttentionParameters));
    }

    private static OptionsException Lacks(FineTuneScope part, FaceTask task, IFaceModel model) => new(
        nameof(TrainingOptions.FineTuneScope),
        $"{part} of {task} cannot be trained: the model, a {model.Options.Architecture} network, has none; "
        + (part == FineTuneScope.Queries
            ? "only tasks of a Faceptor have queries, and identity has none."
            : "give the task Layer-Attention first (AddLayerAttention)."));
}
