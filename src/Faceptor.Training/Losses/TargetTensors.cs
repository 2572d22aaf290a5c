using Faceptor.Core.Tensors;
using Faceptor.Data.Loading;
using static TorchSharp.torch;
using AttributeTargets = Faceptor.Data.Loading.AttributeTargets;

namespace Faceptor.Training.Losses;

/// <summary>
/// Labels of a batch as tensors. Ranges are checked here, in managed memory: on a GPU a class out of range would end
/// the process instead of naming the sample.
/// </summary>
internal static class TargetTensors
{
    public static Tensor Points(TaskBatch batch, Device device)
    {
        var points = Targets<LandmarkTargets>(batch).Points;
        RequireLength(batch, points.Length, (long)batch.NumImages * batch.Task.NumLabels * 2);
        var wrong = Array.FindIndex(points, value => !float.IsFinite(value));
        if (wrong >= 0)
        {
            throw Bad(
                batch,
                wrong / (batch.Task.NumLabels * 2),
                $"a point coordinate is {points[wrong]}, expected a finite number");
        }

        using var sent = tensor(points, [batch.NumImages, batch.Task.NumLabels, 2], device: CPU);
        return DeviceCopy.Send(sent, device);
    }

    public static Tensor PixelClasses(TaskBatch batch, Device device)
    {
        var classes = Targets<ParsingTargets>(batch).Classes;
        var numPixels = batch.SidePx * batch.SidePx;
        RequireLength(batch, classes.Length, (long)batch.NumImages * numPixels);
        var last = (byte)(batch.Task.NumLabels - 1);
        var wrong = classes.AsSpan().IndexOfAnyExceptInRange((byte)0, last);
        if (wrong >= 0)
        {
            throw Bad(batch, wrong / numPixels, $"a pixel has class {classes[wrong]}, expected 0 to {last}");
        }

        using var sent = tensor(classes, [batch.NumImages, batch.SidePx, batch.SidePx], device: CPU);
        using var bytes = DeviceCopy.Send(sent, device);
        return bytes.to_type(ScalarType.Int64);
    }

    public static Tensor Years(TaskBatch batch, Device device)
    {
        var years = Targets<AgeTargets>(batch).Years;
        RequireLength(batch, years.Length, batch.NumImages);
        var wrong = Array.FindIndex(years, age => age < 0 || age >= batch.Task.NumLabels);
        if (wrong >= 0)
        {
            throw Bad(batch, wrong, $"the age is {years[wrong]}, expected 0 to {batch.Task.NumLabels - 1}");
        }

        using var sent = tensor(years, [batch.NumImages], device: CPU);
        return DeviceCopy.Send(sent, device);
    }

    public static Tensor Classes(TaskBatch batch, long numClasses, Device device)
    {
        var classes = Targets<ClassTargets>(batch).Classes;
        RequireLength(batch, classes.Length, batch.NumImages);
        var wrong = Array.FindIndex(classes, value => value < 0 || value >= numClasses);
        if (wrong >= 0)
        {
            throw Bad(batch, wrong, $"the class is {classes[wrong]}, expected 0 to {numClasses - 1}");
        }

        using var sent = tensor(classes, [batch.NumImages], device: CPU);
        return DeviceCopy.Send(sent, device);
    }

    public static Tensor Attributes(TaskBatch batch, Device device)
    {
        var values = Targets<AttributeTargets>(batch).Values;
        RequireLength(batch, values.Length, (long)batch.NumImages * batch.Task.NumLabels);
        var wrong = Array.FindIndex(values, value => value is < -1 or > 1);
        if (wrong >= 0)
        {
            throw Bad(batch, wrong / batch.Task.NumLabels, $"an attribute is {values[wrong]}, expected 1, 0 or -1");
        }

        using var sent = tensor(values, [batch.NumImages, batch.Task.NumLabels], device: CPU);
        return DeviceCopy.Send(sent, device);
    }

    private static T Targets<T>(TaskBatch batch)
        where T : TaskTargets =>
        batch.Targets as T
        ?? throw new ArgumentException(
            $"{batch.Task} needs {typeof(T).Name}, its batch holds {batch.Targets.GetType().Name}.");

    private static void RequireLength(TaskBatch batch, long length, long expected)
    {
        if (length != expected)
        {
            throw new ArgumentException(
                $"a batch of {batch.NumImages} samples of {batch.Task} needs {expected} numbers, got {length}.");
        }
    }

    private static DatasetException Bad(TaskBatch batch, long sample, string problem) =>
        new(batch.Task.Id, $"{problem} (sample {sample} of the batch); check the dataset's labels.");
}
