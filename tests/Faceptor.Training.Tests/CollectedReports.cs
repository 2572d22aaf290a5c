using Faceptor.Training.Progress;

namespace Faceptor.Training.Tests;

/// <summary>Keeps reports in the order they came, on the same thread.</summary>
internal sealed class CollectedReports(Action<TrainingProgress>? also = null)
    : List<TrainingProgress>, IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value)
    {
        Add(value);
        also?.Invoke(value);
    }
}
