using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Training.Optimization;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Sessions;

/// <summary>Makes the model of a session: from options, or from weights that gain tasks and Layer-Attention.</summary>
internal static class SessionModel
{
    /// <summary>Makes the model, on the CPU, owned by the caller.</summary>
    /// <param name="options">The network or the weights.</param>
    /// <param name="training">The effective recipe with its tasks.</param>
    /// <exception cref="OptionsException">The options cannot work.</exception>
    /// <exception cref="CheckpointException">The weights to start from are missing or do not fit.</exception>
    public static IFaceModel Make(TrainingSessionOptions options, TrainingOptions training)
    {
        FaceTask[] tasks = [.. training.Tasks.Select(entry => entry.Task)];
        var model = options.Model is { } network
            ? FaceptorModelFactory.Create(OptionsOf(Normalized(network, options, tasks), tasks), training.Seed)
            : Extend(options, tasks, training);
        try
        {
            if (options is { Model: not null, InitialWeights: { } weights })
            {
                FaceptorWeights.LoadInto(model, weights, new WeightLoadOptions { Logger = options.Logger });
            }

            // Found before hours of reading and not at the first step.
            TrainableParameters.Of(model, training);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The options of a network for the tasks that are trained.</summary>
    public static FaceptorOptions OptionsOf(FaceptorOptions network, IReadOnlyList<FaceTask> tasks) => network with
    {
        Tasks = tasks,
        LayerAttention = [.. network.LayerAttention.Where(entry => tasks.Contains(entry.Task))],
    };

    // Weights answer well about images that are normalised as those they learned from, so theirs holds. Only a recipe
    // that says something of its own can differ, and then one of the two is wrong.
    private static FaceptorOptions Normalized(
        FaceptorOptions network, TrainingSessionOptions options, IReadOnlyList<FaceTask> tasks)
    {
        if (options.InitialWeights is not { } weights
            || WeightSummary.Of(weights).Normalization is not { } stored
            || network.Normalization == stored)
        {
            return network;
        }

        if (network.Normalization != InputNormalization.Released
            && stored.DifferencesTo(network.Normalization, tasks) is [var family, ..])
        {
            throw new OptionsException(
                nameof(FaceptorOptions.Normalization),
                $"the recipe normalises images of {family.ToString().ToLowerInvariant()} with "
                + $"{network.Normalization.Of(family)}, {weights} learned from {stored.Of(family)}; "
                + "leave model.normalization out of the recipe to keep that of the weights.");
        }

        return network with { Normalization = stored };
    }

    private static IFaceModel Extend(TrainingSessionOptions options, FaceTask[] tasks, TrainingOptions training)
    {
        var weights = options.InitialWeights ?? throw new OptionsException(
            "weights",
            $"a run that trains {training.FineTuneScope} of a trained network needs its weights; name the file (--weights).");
        var model = FaceptorWeights.Load(
            weights,
            new WeightLoadOptions { NewTasks = tasks, Seed = training.Seed, Logger = options.Logger }).Model;
        if (training.FineTuneScope == FineTuneScope.LayerAttention && model is FaceptorModel faceptor)
        {
            foreach (var task in tasks)
            {
                if (faceptor.LayerAttentionTasks.Contains(task))
                {
                    faceptor.SwitchLayerAttention(task, isOn: true);
                }
                else
                {
                    faceptor.AddLayerAttention(task, training.LevelProjection);
                }
            }
        }

        return model;
    }
}
