using System.Collections.Immutable;

namespace Faceptor.Inference.Tests;

/// <summary>Remembers what the network was shown.</summary>
internal sealed class RecordingEngine(IFaceEngine engine) : IFaceEngine
{
    private readonly Lock _gate = new();

    public List<IReadOnlyList<ModelInput>> Runs { get; } = [];

    public ImmutableArray<FaceTask> Tasks => engine.Tasks;

    public LearnedFrom LearnedFrom => engine.LearnedFrom;

    public int NumParallelRuns { get; init; } = 1;

    /// <summary>Called before each run.</summary>
    public Action? Waits { get; init; }

    public ModelInputSpec InputOf(FaceTask task) => engine.InputOf(task);

    public ImmutableArray<RawOutput> Run(
        IReadOnlyList<ModelInput> inputs, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            Runs.Add(inputs);
        }

        Waits?.Invoke();
        return engine.Run(inputs, cancellationToken);
    }

    public void Dispose() => engine.Dispose();
}
