using System.Collections.Immutable;
using Faceptor.Data.Datasets;

namespace Faceptor.Data.Checking;

/// <summary>What a <see cref="DatasetChecker"/> looks at.</summary>
internal sealed record DatasetCheckOptions
{
    /// <summary>Knows the datasets; the paper's unless set.</summary>
    public DatasetRegistry Registry { get; init; } = DatasetRegistry.Known;

    /// <summary>Tasks whose datasets are checked; all of <see cref="Registry"/> unless set.</summary>
    public ImmutableArray<FaceTask> Tasks
    {
        get => field.IsDefault ? Registry.Tasks : field;
        init;
    }

    /// <summary>The layout to read; null recognises it.</summary>
    public DatasetLayout? Layout { get; init; }

    /// <summary>
    /// Whether every image is decoded and every label looked at; else lists are read and files looked for.
    /// </summary>
    public bool IsDeep { get; init; }

    /// <summary>Threads that decode. Our choice: one a processor.</summary>
    public int NumWorkers { get; init; } = Environment.ProcessorCount;

    /// <summary>Problems of a dataset that are described; the others are counted. Our choice: 100.</summary>
    public int MaxProblems { get; init; } = 100;

    /// <summary>Checks the values.</summary>
    /// <exception cref="OptionsException">A value cannot work.</exception>
    public void Validate()
    {
        if (NumWorkers < 1)
        {
            throw new OptionsException(nameof(NumWorkers), $"expected at least 1 thread, got {NumWorkers}.");
        }

        if (MaxProblems < 1)
        {
            throw new OptionsException(nameof(MaxProblems), $"expected at least 1 problem, got {MaxProblems}.");
        }
    }
}
