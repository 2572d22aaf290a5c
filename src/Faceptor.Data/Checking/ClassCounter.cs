using System.Collections.Immutable;
using Faceptor.Data.Datasets;

namespace Faceptor.Data.Checking;

/// <summary>Counts how often each class is there. Safe for use by several threads at once.</summary>
/// <param name="numClasses">How many classes there are.</param>
internal abstract class ClassCounter(int numClasses)
{
    /// <summary>How often each class is there.</summary>
    protected long[] Counts { get; } = new long[numClasses];

    /// <summary>Counts a label; one of another family changes nothing.</summary>
    public abstract void Add(FaceLabel label);

    /// <summary>The counts, as people read them; empty where there are no classes.</summary>
    public abstract ImmutableArray<ClassCount> ToCounts();

    /// <summary>The counts by the labels of a task.</summary>
    protected ImmutableArray<ClassCount> CountsOf(FaceTask task) =>
        [.. task.Labels.Zip(Counts, (name, count) => new ClassCount(name, count))];
}
