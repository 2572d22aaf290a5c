using Faceptor.Data.Loading;
using AttributeTargets = Faceptor.Data.Loading.AttributeTargets;

namespace Faceptor.Training.Tests;

/// <summary>Random images with random labels, the same for the same seed.</summary>
internal static class FakeBatches
{
    public const int NumIdentities = 5;

    public static TaskBatch Of(FaceTask task, int numImages, int seed = 1)
    {
        var random = new Random(seed);
        var side = task.IsDense ? FakeFaceModel.DenseSidePx : FakeFaceModel.AttributeSidePx;
        var images = Many(numImages * 3 * side * side, () => (random.NextSingle() * 2) - 1);
        var classes = task.NumLabels;
        TaskTargets targets = task.Family switch
        {
            TaskFamily.Landmarks => new LandmarkTargets(Many(numImages * classes * 2, random.NextSingle)),
            TaskFamily.Parsing => new ParsingTargets(Many(numImages * side * side, () => (byte)random.Next(classes))),
            TaskFamily.Age => new AgeTargets(Many(numImages, () => random.Next(classes))),
            TaskFamily.Expression => new ClassTargets(Many(numImages, () => (long)random.Next(classes))),
            TaskFamily.Attributes => new AttributeTargets(Many(numImages * classes, () => (sbyte)random.Next(-1, 2))),
            _ => new ClassTargets(Many(numImages, () => (long)random.Next(NumIdentities))),
        };
        return new TaskBatch(task, numImages, side, images, targets);
    }

    /// <summary>The same batch with other images or labels.</summary>
    public static TaskBatch With(this TaskBatch batch, float[]? images = null, TaskTargets? targets = null) =>
        new(batch.Task, batch.NumImages, batch.SidePx, images ?? batch.Images, targets ?? batch.Targets);

    /// <summary>The labels of batches of one task, one after another.</summary>
    public static TaskTargets Join(IEnumerable<TaskBatch> batches)
    {
        TaskTargets[] all = [.. batches.Select(batch => batch.Targets)];
        return all[0] switch
        {
            LandmarkTargets => new LandmarkTargets([.. all.Cast<LandmarkTargets>().SelectMany(one => one.Points)]),
            ParsingTargets => new ParsingTargets([.. all.Cast<ParsingTargets>().SelectMany(one => one.Classes)]),
            AgeTargets => new AgeTargets([.. all.Cast<AgeTargets>().SelectMany(one => one.Years)]),
            AttributeTargets => new AttributeTargets([.. all.Cast<AttributeTargets>().SelectMany(one => one.Values)]),
            _ => new ClassTargets([.. all.Cast<ClassTargets>().SelectMany(one => one.Classes)]),
        };
    }

    public static IEnumerable<TaskBatch> Repeat(TaskBatch batch)
    {
        while (true)
        {
            yield return batch;
        }
    }

    private static T[] Many<T>(int count, Func<T> next) => [.. Enumerable.Range(0, count).Select(_ => next())];
}
