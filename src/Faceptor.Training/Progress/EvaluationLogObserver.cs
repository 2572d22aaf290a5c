namespace Faceptor.Training.Progress;

/// <summary>Keeps every evaluation of a run in its <c>evaluations.jsonl</c>.</summary>
internal sealed class EvaluationLogObserver : ITrainingObserver
{
    private readonly string _path;
    private readonly int _resumedStep;
    private bool _hasBegun;

    /// <summary>Describes the file; nothing is written yet.</summary>
    /// <param name="outputFolder">The run's folder.</param>
    /// <param name="resumedStep">The step that the run goes on from; 0 for a new run, which replaces the file.</param>
    public EvaluationLogObserver(string outputFolder, int resumedStep = 0)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(outputFolder);
        ArgumentOutOfRangeException.ThrowIfNegative(resumedStep);
        _path = Path.Combine(outputFolder, EvaluationLog.FileName);
        _resumedStep = resumedStep;
    }

    /// <inheritdoc/>
    public void OnProgress(TrainingProgress progress) => Begin();

    /// <inheritdoc/>
    public void OnEvaluation(TrainingEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        Begin();

        // A resumed run may score the step that it resumed from once more; its last word counts.
        EvaluationLog.TruncateAfter(_path, evaluation.Step - 1);
        EvaluationLog.Append(_path, new EvaluationEntry(evaluation.Step, evaluation.Records));
    }

    // Not before the run has really begun: one that fails at once must not cost what an earlier one left.
    private void Begin()
    {
        if (_hasBegun)
        {
            return;
        }

        _hasBegun = true;
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        EvaluationLog.TruncateAfter(_path, _resumedStep);
    }
}
