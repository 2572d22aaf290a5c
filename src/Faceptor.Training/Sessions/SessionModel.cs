using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
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
            ? FaceptorModelFactory.Create(OptionsOf(network, tasks), training.Seed)
            : Extend(options, tasks, training);
        try
        {
            if (options is { Model: not null, InitialWeights: { } weights })
            {
                FaceptorWeights.LoadInto(model, weights);
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

    private static IFaceModel Extend(TrainingSessionOptions options, FaceTask[] tasks, TrainingOptions training)
    {
        var weights = options.InitialWeights ?? throw new OptionsException(
            "weights",
            $"a run that trains {training.Trains} of a trained network needs its weights; name the file (--weights).");
        var model = FaceptorWeights.OpenExtended(weights, tasks, training.Seed).Model;
        if (training.Trains == TrainablePart.LayerAttention && model is FaceptorModel faceptor)
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
