using System.Collections.Immutable;
using System.Globalization;
using Faceptor.Core.Tasks;
using Faceptor.Data.Datasets;

namespace Faceptor.Data.Checking;

/// <summary>Counts how often each class is there. Safe for use by several threads at once.</summary>
internal sealed class ClassCounter(FaceTask task)
{
    private const int YearsPerRange = 10;

    private readonly long[] _counts = new long[Math.Max(task.NumQueries, 1)];
    private readonly Lock _turn = new();
    private readonly HashSet<int> _persons = [];

    /// <summary>Counts a label.</summary>
    public void Add(FaceLabel label)
    {
        switch (label)
        {
            case ExpressionLabel expression:
                Interlocked.Increment(ref _counts[(int)expression.Class]);
                break;
            case AgeLabel { Years: >= 0 and <= FaceTasks.MaxAgeYears } age:
                Interlocked.Increment(ref _counts[age.Years / YearsPerRange]);
                break;
            case AttributesLabel attributes:
                for (var i = 0; i < attributes.Values.Length && i < _counts.Length; i++)
                {
                    Interlocked.Add(ref _counts[i], attributes.Values[i] == 1 ? 1 : 0);
                }

                break;
            case ParsingLabel parsing:
                AddPixels(parsing.Map.Classes);
                break;
            case IdentityLabel identity:
                lock (_turn)
                {
                    _persons.Add(identity.Identity);
                }

                break;
        }
    }

    /// <summary>The counts, in the order of the task's labels; empty for landmarks.</summary>
    public ImmutableArray<ClassCount> ToCounts() => task.Family switch
    {
        TaskFamily.Landmarks => [],
        TaskFamily.Identity => [new ClassCount("persons", _persons.Count)],
        TaskFamily.Age =>
        [
            .. _counts.Take((FaceTasks.MaxAgeYears / YearsPerRange) + 1).Select((count, range) => new ClassCount(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{range * YearsPerRange} to {Math.Min(FaceTasks.MaxAgeYears, (range * YearsPerRange) + 9)} years"),
                count)),
        ],
        _ => [.. task.Labels.Zip(_counts, (name, count) => new ClassCount(name, count))],
    };

    private void AddPixels(byte[] classes)
    {
        Span<long> counts = stackalloc long[256];
        foreach (var value in classes)
        {
            counts[value]++;
        }

        for (var value = 0; value < _counts.Length; value++)
        {
            Interlocked.Add(ref _counts[value], counts[value]);
        }
    }
}
