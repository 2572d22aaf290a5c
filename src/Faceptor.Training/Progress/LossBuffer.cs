using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Training.Progress;

/// <summary>
/// Keeps the losses of the steps since the last report on the device, so that only a report waits for the device and
/// yet every single step can be looked at.
/// </summary>
internal sealed class LossBuffer(int numTasks) : IDisposable
{
    private readonly List<Tensor> _steps = [];

    /// <summary>Number of steps since the last report.</summary>
    public int Count => _steps.Count;

    /// <summary>Adds the losses of a step.</summary>
    /// <param name="losses">One scalar a task, in the order of the tasks; not disposed here.</param>
    /// <param name="gradientNorm">A scalar; not disposed here.</param>
    public void Add(IEnumerable<Tensor> losses, Tensor gradientNorm)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var values = losses.Append(gradientNorm).Select(value => value.to_type(ScalarType.Float32));
        _steps.Add(stack(values).DetachFromDisposeScope());                                       // [tasks + 1]
    }

    /// <summary>Reads and forgets the steps; waits for the device.</summary>
    /// <returns>For each step its losses in the order of the tasks, then the gradient's norm.</returns>
    public double[][] Take()
    {
        if (_steps.Count == 0)
        {
            return [];
        }

        using var scope = NewDisposeScope();
        var rows = stack(_steps).ToNumbers<float>();
        Dispose();
        return [.. rows.Chunk(numTasks + 1).Select(row => Array.ConvertAll(row, value => (double)value))];
    }

    public void Dispose()
    {
        _steps.ForEach(step => step.Dispose());
        _steps.Clear();
    }
}
