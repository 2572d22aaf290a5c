using Faceptor.Training.Progress;

namespace Faceptor.Cli.Quickstart;

/// <summary>Keeps the reports of a run for its curves.</summary>
internal sealed class CollectedProgress : ITrainingObserver
{
    private readonly List<TrainingProgress> _all = [];

    /// <summary>The reports so far, in order.</summary>
    public IReadOnlyList<TrainingProgress> All => _all;

    /// <inheritdoc/>
    public void OnProgress(TrainingProgress progress) => _all.Add(progress);

    /// <inheritdoc/>
    public void OnEvaluation(TrainingEvaluation evaluation)
    {
        // The quickstart scores at its end by itself.
    }
}
