using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Faceptor.Imaging.Drawing;
using Faceptor.Inference;

namespace Faceptor.Cli.Predicting;

/// <summary>Predicts images side by side and hands results on as they come; one that fails stops no other.</summary>
/// <param name="analyzer">Answers.</param>
/// <param name="tasks">What is asked.</param>
/// <param name="faces">Where the faces are.</param>
/// <param name="sink">Takes the results.</param>
internal sealed class PredictRun(
    FaceAnalyzer analyzer, ImmutableArray<FaceTask> tasks, FaceChoice faces, IResultSink sink)
{
    /// <summary>Lines for people at most; of more images a summary is enough.</summary>
    private const int MaxLines = 20;

    private readonly ConcurrentBag<(int Index, string Line)> _lines = [];
    private readonly ConcurrentBag<(int Index, string Name, AnalysisFailure Failure)> _failures = [];
    private int _numTaken;
    private int _numFaces;
    private int _numWithoutFace;

    /// <summary>Images whose results are written, or that have failed.</summary>
    public int NumTaken => _numTaken;

    /// <summary>Faces in all of them.</summary>
    public int NumFaces => _numFaces;

    /// <summary>Images in which there is no face.</summary>
    public int NumWithoutFace => _numWithoutFace;

    /// <summary>What was found in the first images, in their order.</summary>
    public IEnumerable<string> Lines => _lines.OrderBy(entry => entry.Index).Select(entry => entry.Line);

    /// <summary>The images that failed, in their order.</summary>
    public ImmutableArray<(string Name, AnalysisFailure Failure)> Failures =>
        [.. _failures.OrderBy(entry => entry.Index).Select(entry => (entry.Name, entry.Failure))];

    /// <summary>Predicts all images.</summary>
    /// <param name="source">The images.</param>
    /// <param name="numJobs">How many streams of images go on side by side.</param>
    /// <param name="report">Told (done, total), from any thread.</param>
    /// <param name="cancellationToken">Stops between passes of the network.</param>
    public void Run(WorkSource source, int numJobs, Action<long, long> report, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        report(0, source.NumImages);
        var streams = Enumerable.Range(0, numJobs)
            .Select(_ => Task.Run(() => StreamAsync(source, report, stop), CancellationToken.None))
            .ToArray();
        try
        {
            Task.WhenAll(streams).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // One stream has failed and stopped the others.
            throw streams.First(stream => stream.IsFaulted).Exception!.InnerException!;
        }

        var numDone = _numTaken + source.NumDone;
        if (numDone < source.NumImages || _numTaken == 0)
        {
            report(numDone, numDone); // videos had fewer pictures than estimated, or all was there
        }

        sink.Finish();
    }

    private async Task StreamAsync(WorkSource source, Action<long, long> report, CancellationTokenSource stop)
    {
        try
        {
            var asked = new ConcurrentQueue<WorkItem>();
            await foreach (var analysis in analyzer.AnalyzeAsync(Requests(source, asked, stop.Token), tasks, stop.Token)
                .ConfigureAwait(false))
            {
                asked.TryDequeue(out var item);
                Take(item!, analysis);
                var numDone = Interlocked.Increment(ref _numTaken) + source.NumDone;
                report(numDone, Math.Max(numDone, source.NumImages));
            }
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async IAsyncEnumerable<AnalysisRequest> Requests(
        WorkSource source, ConcurrentQueue<WorkItem> asked, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (!cancellationToken.IsCancellationRequested && source.Next() is { } item)
        {
            asked.Enqueue(item);
            yield return Request(item);
        }
    }

    private AnalysisRequest Request(WorkItem item)
    {
        var request = new AnalysisRequest(() => item.Image = item.Read(), item.Name);
        try
        {
            return faces.Complete(request, item.Path);
        }
        catch (DatasetException error)
        {
            return new AnalysisRequest(() => throw error, item.Name) { IsCropped = true };
        }
    }

    private void Take(WorkItem item, ImageAnalysis analysis)
    {
        sink.Take(item.Index, item.OutputName, item.Image, analysis);
        item.Image = null;
        if (analysis.Failure is { } failure)
        {
            _failures.Add((item.Index, item.Name, failure));
            return;
        }

        Interlocked.Add(ref _numFaces, analysis.Faces.Length);
        if (analysis.Faces.IsEmpty)
        {
            Interlocked.Increment(ref _numWithoutFace);
        }

        if (item.Index < MaxLines)
        {
            _lines.Add((item.Index, $"{Path.GetFileName(item.Name)}: {Describe(analysis)}"));
        }
    }

    private static string Describe(ImageAnalysis analysis) => analysis.Faces switch
    {
        [] => "no face",
        [var face] => Describe(face),
        var faces => $"{faces.Length} faces: {string.Join(" | ", faces.Select(Describe))}",
    };

    private static string Describe(FacePrediction face)
    {
        var caption = string.Join("; ", Overlay.CaptionLines(face));
        var text = caption.Length == 0 ? "a face" : caption;
        return face.Confidence.IsLow ? $"{text} ({face.Confidence.Summary})" : text;
    }
}
