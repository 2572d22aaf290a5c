using Faceptor.Evaluation.Sheets;
using Faceptor.Imaging;
using Faceptor.Training.Sessions;
using Google.Protobuf;
using Tensorboard;

namespace Faceptor.Training.Progress;

/// <summary>
/// Writes a run for TensorBoard: losses, rates, gradient norm, speed and memory once an interval; scores and sheets of
/// predictions at every evaluation.
/// </summary>
/// <remarks>
/// Tags: <c>loss/total</c>, <c>loss/TASK</c>, <c>rate/encoder</c>, <c>rate/other</c>, <c>run/gradient_norm</c>,
/// <c>run/images_per_second</c>, <c>run/peak_memory_gb</c>, <c>run/skipped_steps</c>, <c>run/loss_scale</c>,
/// <c>scores/TASK/SPLIT/METRIC</c>, <c>predictions/DATASET</c>. Scores are fractions, or years for ages. A resumed run
/// adds a file that takes back what the killed one wrote of later steps.
/// </remarks>
internal sealed class TensorBoardObserver : ITrainingObserver, IDisposable
{
    /// <summary>Name of the folder of event files in an output folder.</summary>
    public const string FolderName = "tensorboard";

    // How TensorBoard calls RGB without alpha.
    private const int NumChannels = 3;

    private readonly string _folder;
    private readonly double _otherRateFactor;
    private readonly int _resumedStep;
    private readonly PreviewSamples? _images;
    private readonly TimeProvider _clock;
    private EventFile? _file;
    private bool _isDisposed;

    /// <summary>Describes the files; nothing is written before the first event.</summary>
    /// <param name="outputFolder">The run's folder.</param>
    /// <param name="otherRateFactor">How many times faster everything but the encoder learns.</param>
    /// <param name="resumedStep">
    /// The step that the run goes on from; 0 for a new run, which removes the event files of an earlier one.
    /// </param>
    /// <param name="images">What sheets are made of; null for none. Not disposed here.</param>
    /// <param name="clock">Tells the time of events; null for the system's.</param>
    public TensorBoardObserver(
        string outputFolder,
        double otherRateFactor,
        int resumedStep = 0,
        PreviewSamples? images = null,
        TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(outputFolder);
        ArgumentOutOfRangeException.ThrowIfNegative(resumedStep);
        _folder = Path.Combine(outputFolder, FolderName);
        _otherRateFactor = otherRateFactor;
        _resumedStep = resumedStep;
        _images = images;
        _clock = clock ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public void OnProgress(TrainingProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var summary = new Summary();
        Add(summary, "loss/total", progress.TotalLoss);
        foreach (var (task, loss) in progress.TaskLosses)
        {
            Add(summary, $"loss/{task}", loss);
        }

        Add(summary, "rate/encoder", progress.EncoderRate);
        Add(summary, "rate/other", progress.EncoderRate * _otherRateFactor);
        Add(summary, "run/gradient_norm", progress.GradientNorm);
        Add(summary, "run/images_per_second", progress.ImagesPerSecond);
        Add(summary, "run/skipped_steps", progress.SkippedSteps);
        if (progress.PeakMemoryBytes > 0)
        {
            Add(summary, "run/peak_memory_gb", progress.PeakMemoryBytes / 1e9);
        }

        if (progress.LossScale is { } scale)
        {
            Add(summary, "run/loss_scale", scale);
        }

        Write(progress.Step, summary);
    }

    /// <inheritdoc/>
    public void OnEvaluation(TrainingEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        var summary = new Summary();
        foreach (var record in evaluation.Records)
        {
            Add(summary, $"scores/{record.Dataset}/{record.Split}/{record.Metric}", record.Value);
        }

        var cards = _images?.Look(evaluation).Cards ?? [];
        foreach (var set in cards.GroupBy(card => card.Dataset))
        {
            var sheet = PredictionSheet.Draw([.. set]);
            summary.Value.Add(new Summary.Types.Value
            {
                Tag = $"predictions/{set.Key}",
                Image = new Summary.Types.Image
                {
                    Width = sheet.Width,
                    Height = sheet.Height,
                    Colorspace = NumChannels,
                    EncodedImageString = ByteString.CopyFrom(ImageCodec.EncodePng(sheet)),
                },
            });
        }

        Write(evaluation.Step, summary);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _file?.Dispose();
    }

    private static void Add(Summary summary, string tag, double value) =>
        summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)value });

    private void Write(int step, Summary summary)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _file ??= EventFile.Start(_folder, _resumedStep, _clock);
        _file.Write(new Event { Step = step, Summary = summary });
    }
}
