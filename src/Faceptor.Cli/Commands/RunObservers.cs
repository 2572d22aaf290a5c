using Faceptor.Evaluation.Reporting;
using Faceptor.Training.Progress;
using Faceptor.Training.Reporting;
using Faceptor.Training.Sessions;

namespace Faceptor.Cli.Commands;

/// <summary>
/// Everything that a run leaves for people to look at while it trains: scores, TensorBoard events, <c>report.html</c>.
/// </summary>
internal sealed class RunObservers : IDisposable
{
    private readonly PreviewSamples? _images;
    private readonly TensorBoardObserver _tensorBoard;

    /// <summary>Opens the images that predictions are shown of.</summary>
    /// <param name="session">The run.</param>
    /// <param name="title">The report's title.</param>
    /// <param name="evaluates">Whether the run is scored; if not, test splits need not be there.</param>
    public RunObservers(TrainingSession session, string title, bool evaluates)
    {
        var resumedStep = session.ResumesFrom?.Manifest.Info.Step ?? 0;
        var record = session.Record;
        _images = evaluates
            ? new PreviewSamples(record.DataRoot!, session.Model.Tasks, record.Layout, registry: session.Registry)
            : null;
        _tensorBoard = new TensorBoardObserver(
            session.OutputFolder, session.Training.OtherRateFactor, resumedStep, _images);
        Observers =
        [
            new EvaluationLogObserver(session.OutputFolder, resumedStep),
            _tensorBoard,
            new ReportObserver(session.OutputFolder, title, record, resumedStep, _images, PaperReference.Of),
        ];
    }

    /// <summary>Who is told about the run.</summary>
    public IReadOnlyList<ITrainingObserver> Observers { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tensorBoard.Dispose();
        _images?.Dispose();
    }
}
