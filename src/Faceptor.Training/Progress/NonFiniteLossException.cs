using System.Globalization;

namespace Faceptor.Training.Progress;

/// <summary>A loss became NaN or infinite, so training stopped.</summary>
public sealed class NonFiniteLossException : FaceptorException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="step">The first step with such a loss, from 1.</param>
    /// <param name="taskId">The first task with such a loss in that step.</param>
    /// <param name="taskLosses">All losses of that step, by task id.</param>
    /// <param name="diagnosticFolder">Where the weights before that step are.</param>
    public NonFiniteLossException(
        int step, string taskId, IReadOnlyDictionary<string, double> taskLosses, string diagnosticFolder)
        : base(
            $"step {step}: the loss of {taskId} is not finite ({Join(taskLosses)}); lower its rate or check its labels."
            + $" Weights before this step: {diagnosticFolder}")
    {
        Step = step;
        TaskId = taskId;
        TaskLosses = taskLosses;
        DiagnosticFolder = diagnosticFolder;
    }

    /// <summary>The first step with such a loss, from 1.</summary>
    public int Step { get; }

    /// <summary>The first task with such a loss in that step.</summary>
    public string TaskId { get; }

    /// <summary>All losses of that step, by task id.</summary>
    public IReadOnlyDictionary<string, double> TaskLosses { get; }

    /// <summary>Where the weights before that step are.</summary>
    public string DiagnosticFolder { get; }

    private static string Join(IReadOnlyDictionary<string, double> losses)
    {
        ArgumentNullException.ThrowIfNull(losses);
        return string.Join(
            ", ", losses.Select(loss => string.Create(CultureInfo.InvariantCulture, $"{loss.Key} {loss.Value:G4}")));
    }
}
