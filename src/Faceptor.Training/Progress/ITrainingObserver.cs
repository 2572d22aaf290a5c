namespace Faceptor.Training.Progress;

/// <summary>
/// Is told how a run is going, on the thread that trains; files, charts and consoles are built on it.
/// </summary>
public interface ITrainingObserver
{
    /// <summary>A log interval is over.</summary>
    /// <param name="progress">Losses, rate and speed of the interval.</param>
    void OnProgress(TrainingProgress progress);

    /// <summary>The model was scored, between two steps or at the end.</summary>
    /// <param name="evaluation">The scores, and the model for whoever wants to look at its predictions.</param>
    void OnEvaluation(TrainingEvaluation evaluation);
}
