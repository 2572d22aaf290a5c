using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Recipes;
using AttributeTargets = Faceptor.Data.Loading.AttributeTargets;

namespace Faceptor.Experiments.Gpu;

/// <summary>Batches of a recipe's sizes with random images and labels: what a step costs, not what it learns.</summary>
internal static class RandomBatches
{
    /// <summary>One batch a task, in the recipe's order, in managed memory as the loader gives them.</summary>
    public static TaskBatch[] Create(IFaceModel model, TrainingOptions options, int seed = 1)
    {
        var random = new Random(seed);
        return [.. options.Tasks.Select(entry => Create(model, options, entry, random))];
    }

    private static TaskBatch Create(
        IFaceModel model, TrainingOptions options, TaskTrainingOptions entry, Random random)
    {
        var side = model.InputSidePx(entry.Task);
        var images = new float[(long)entry.BatchSize * 3 * side * side];
        for (var index = 0; index < images.Length; index++)
        {
            images[index] = (random.NextSingle() * 4) - 2;
        }

        return new TaskBatch(
            entry.Task, entry.BatchSize, side, images, Targets(entry.Task, entry.BatchSize, side, options, random));
    }

    private static TaskTargets Targets(
        FaceTask task, int count, int side, TrainingOptions options, Random random) => task.Family switch
        {
            TaskFamily.Landmarks => new LandmarkTargets(Draw(count * task.NumLabels * 2, random.NextSingle)),
            TaskFamily.Parsing => new ParsingTargets(Draw(count * side * side, () => (byte)random.Next(task.NumLabels))),
            TaskFamily.Age => new AgeTargets(Draw(count, () => random.Next(task.NumLabels))),
            TaskFamily.Attributes => new AttributeTargets(
                Draw(count * task.NumLabels, () => (sbyte)((2 * random.Next(2)) - 1))),
            TaskFamily.Expression => new ClassTargets(Draw(count, () => random.NextInt64(task.NumLabels))),
            _ => new ClassTargets(Draw(count, () => random.NextInt64(options.NumIdentities))),
        };

    private static T[] Draw<T>(int count, Func<T> next)
    {
        var values = new T[count];
        for (var index = 0; index < count; index++)
        {
            values[index] = next();
        }

        return values;
    }
}
