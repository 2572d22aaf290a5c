using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using Faceptor.Imaging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faceptor.Inference;

/// <summary>Finds the faces of images and answers tasks about them.</summary>
/// <remarks>
/// Only what the tasks asked for need is computed, equal crops once. Members may be called from several threads: calls go
/// on side by side as far as the engine allows, and those who wait are answered together; nobody's answer depends on it.
/// Whoever disposes the analyzer waits for the calls that are running, and later ones are refused.
/// </remarks>
[SuppressMessage(
    "ApiDesign", "RS0026", Justification = "The overloads differ in a required parameter; options of all go into options.")]
public sealed class FaceAnalyzer : IDisposable
{
    // Our choice: the maps of more faces would take too much memory at once, and their passes gain little from each other.
    private const int MaxDenseFacesPerRun = 4;
    private const int MaxFacesPerRun = 64;

    private readonly IFaceEngine _engine;
    private readonly bool _ownsEngine;
    private readonly IFaceDetector? _detector;
    private readonly FaceAnalyzerOptions _options;
    private readonly ILogger _logger;
    private readonly EngineQueue _queue;
    private readonly UseGuard _uses;

    /// <summary>Makes an analyzer.</summary>
    /// <param name="engine">Runs the network, for example <c>TorchEngine.Load(path)</c>.</param>
    /// <param name="detector">
    /// Finds the faces where callers do not say where they are; not disposed here. Null where they always do.
    /// </param>
    /// <param name="options">How it works; null for the defaults.</param>
    /// <param name="ownsEngine">Whether disposing the analyzer disposes the engine.</param>
    /// <param name="logger">Told what is done, never an image or an answer; null for nobody.</param>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    public FaceAnalyzer(
        IFaceEngine engine,
        IFaceDetector? detector = null,
        FaceAnalyzerOptions? options = null,
        bool ownsEngine = false,
        ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
        _ownsEngine = ownsEngine;
        _detector = detector;
        _options = options ?? new FaceAnalyzerOptions();
        _options.Validate();
        _logger = logger ?? NullLogger.Instance;
        _queue = new EngineQueue(engine);
        _uses = new UseGuard(this);
        Weights = new WeightsIdentity(engine.WeightsSha256, engine.LearnedFrom);
        InferenceLog.AnalyzerReady(_logger, string.Join(", ", Tasks), Weights.LearnedFrom.Summary);
        if (Weights.LearnedFrom.IsSyntheticOnly)
        {
            InferenceLog.SyntheticOnly(_logger);
        }
    }

    /// <summary>The tasks that can be asked.</summary>
    public ImmutableArray<FaceTask> Tasks => _engine.Tasks;

    /// <summary>
    /// The weights that answer; where their <see cref="LearnedFrom.IsSyntheticOnly"/>, answers about photographs mean
    /// nothing.
    /// </summary>
    public WeightsIdentity Weights { get; }

    /// <summary>Finds all faces of an image by the detector and analyses them.</summary>
    /// <param name="image">The image; not changed.</param>
    /// <param name="tasks">What is asked; null for all <see cref="Tasks"/>.</param>
    /// <param name="cancellationToken">Stops between passes of the network.</param>
    /// <returns>The faces, the largest first; none where the detector found none.</returns>
    /// <exception cref="OptionsException">There is no detector, or the network does not hold a task.</exception>
    /// <exception cref="CheckpointException">The network answers with numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The analyzer, its engine or the network is disposed.</exception>
    public ImageAnalysis Analyze(
        RgbImage image, IEnumerable<FaceTask>? tasks = null, CancellationToken cancellationToken = default) =>
        AnalyzeOne(new AnalysisRequest(image), tasks, cancellationToken);

    /// <summary>Analyses faces whose boxes are known.</summary>
    /// <param name="image">The image; not changed.</param>
    /// <param name="boxes">The boxes, as <see cref="AnalysisRequest.Boxes"/>.</param>
    /// <param name="tasks">What is asked; null for all <see cref="Tasks"/>.</param>
    /// <param name="cancellationToken">Stops between passes of the network.</param>
    /// <returns>A face a box, in their order.</returns>
    /// <exception cref="OptionsException">
    /// A box has no area, lies outside the image or is far larger, or an edge is not finite; or the network does not hold a
    /// task.
    /// </exception>
    /// <exception cref="CheckpointException">The network answers with numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The analyzer, its engine or the network is disposed.</exception>
    public ImageAnalysis Analyze(
        RgbImage image,
        IEnumerable<FaceBox> boxes,
        IEnumerable<FaceTask>? tasks = null,
        CancellationToken cancellationToken = default) =>
        AnalyzeOne(new AnalysisRequest(image) { Boxes = [.. boxes] }, tasks, cancellationToken);

    /// <summary>Analyses faces whose eyes, nose and mouth corners are known.</summary>
    /// <param name="image">The image; not changed.</param>
    /// <param name="fivePoints">The points of each face, as <see cref="AnalysisRequest.FivePoints"/>.</param>
    /// <param name="tasks">What is asked; null for all <see cref="Tasks"/>.</param>
    /// <param name="cancellationToken">Stops between passes of the network.</param>
    /// <returns>A face each, in their order.</returns>
    /// <exception cref="OptionsException">Points are not five or form no face, or the network does not hold a task.</exception>
    /// <exception cref="CheckpointException">The network answers with numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The analyzer, its engine or the network is disposed.</exception>
    public ImageAnalysis Analyze(
        RgbImage image,
        IEnumerable<ImmutableArray<Vector2>> fivePoints,
        IEnumerable<FaceTask>? tasks = null,
        CancellationToken cancellationToken = default) =>
        AnalyzeOne(new AnalysisRequest(image) { FivePoints = [.. fivePoints] }, tasks, cancellationToken);

    /// <summary>
    /// Analyses an image that is one face already, as datasets' images are: the face fills the largest square in its middle,
    /// or lies in it with hair and neck, which landmarks decide; custom tasks see the whole image.
    /// </summary>
    /// <param name="image">The image; not changed.</param>
    /// <param name="tasks">What is asked; null for all <see cref="Tasks"/>.</param>
    /// <param name="cancellationToken">Stops between passes of the network.</param>
    /// <exception cref="OptionsException">The network does not hold a task.</exception>
    /// <exception cref="CheckpointException">The network answers with numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The analyzer, its engine or the network is disposed.</exception>
    public FacePrediction AnalyzeCropped(
        RgbImage image, IEnumerable<FaceTask>? tasks = null, CancellationToken cancellationToken = default) =>
        AnalyzeOne(new AnalysisRequest(image) { IsCropped = true }, tasks, cancellationToken).Faces[0];

    /// <summary>Analyses many images, their faces together.</summary>
    /// <param name="requests">The images.</param>
    /// <param name="tasks">What is asked; null for all <see cref="Tasks"/>.</param>
    /// <param name="cancellationToken">Stops between passes of the network.</param>
    /// <returns>
    /// A result a request, in their order; one that cannot be analysed has a <see cref="ImageAnalysis.Failure"/> and
    /// stops no other.
    /// </returns>
    /// <exception cref="OptionsException">The network does not hold a task.</exception>
    /// <exception cref="CheckpointException">The network answers with numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The analyzer, its engine or the network is disposed.</exception>
    public ImmutableArray<ImageAnalysis> Analyze(
        IEnumerable<AnalysisRequest> requests,
        IEnumerable<FaceTask>? tasks = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        using var use = _uses.Enter();
        var plan = AnalysisPlan.Of(_engine, _options, tasks);
        return
        [
            .. requests.Chunk(_options.BatchSize).SelectMany(batch =>
            {
                var loaded = new LoadedRequest[batch.Length];
                Parallel.For(0, batch.Length, index => loaded[index] = TryLoad(batch[index], cancellationToken));
                return Answer(plan, loaded, cancellationToken);
            }),
        ];
    }

    /// <summary>Analyses images as they come: while some are analysed, the next ones are read and searched.</summary>
    /// <param name="requests">The images; <c>ToAsyncEnumerable</c> makes a stream of any list.</param>
    /// <param name="tasks">What is asked; null for all <see cref="Tasks"/>.</param>
    /// <param name="cancellationToken">Stops between passes of the network.</param>
    /// <returns>
    /// A result a request, in their order, as soon as it is there; one that cannot be analysed has a
    /// <see cref="ImageAnalysis.Failure"/> and stops no other.
    /// </returns>
    /// <exception cref="OptionsException">The network does not hold a task.</exception>
    /// <exception cref="CheckpointException">The network answers with numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The analyzer, its engine or the network is disposed.</exception>
    public IAsyncEnumerable<ImageAnalysis> AnalyzeAsync(
        IAsyncEnumerable<AnalysisRequest> requests,
        IEnumerable<FaceTask>? tasks = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return Stream(requests, AnalysisPlan.Of(_engine, _options, tasks), cancellationToken);
    }

    /// <summary>
    /// What the network sees of a face, task by task: the inputs of an analysis in exact mode, for looking inside a
    /// network.
    /// </summary>
    /// <param name="request">The image and where its face is; of several the first.</param>
    /// <param name="tasks">What is asked; null for all <see cref="Tasks"/>.</param>
    /// <param name="cancellationToken">Stops between passes of the network, which finds the landmarks first.</param>
    /// <returns>One input a task, landmarks first; none where the detector found no face.</returns>
    /// <exception cref="OptionsException">As for <see cref="Analyze(RgbImage, IEnumerable{FaceTask}?, CancellationToken)"/>.</exception>
    /// <exception cref="CheckpointException">The network answers with numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The analyzer, its engine or the network is disposed.</exception>
    public ImmutableArray<ModelInput> Prepare(
        AnalysisRequest request, IEnumerable<FaceTask>? tasks = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var use = _uses.Enter();
        var plan = AnalysisPlan.Of(_engine, _options with { Mode = AnalysisMode.Exact }, tasks);
        var faces = Load(request, cancellationToken).Faces;
        return faces.IsEmpty ? [] : new AnalysisRun(plan, _queue, [faces[0]], cancellationToken).Prepare();
    }

    /// <inheritdoc/>
    /// <remarks>Waits for analyses that run on other threads. Disposing twice does nothing more.</remarks>
    public void Dispose()
    {
        if (_uses.Close() && _ownsEngine)
        {
            _engine.Dispose();
        }
    }

    private ImageAnalysis AnalyzeOne(
        AnalysisRequest request, IEnumerable<FaceTask>? tasks, CancellationToken cancellationToken)
    {
        using var use = _uses.Enter();
        var plan = AnalysisPlan.Of(_engine, _options, tasks);
        return Answer(plan, [Load(request, cancellationToken)], cancellationToken)[0];
    }

    private async IAsyncEnumerable<ImageAnalysis> Stream(
        IAsyncEnumerable<AnalysisRequest> requests,
        AnalysisPlan plan,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var use = _uses.Enter();
        await using var loading = new LoadAhead(
            requests, request => TryLoad(request, cancellationToken), _options.BatchSize, cancellationToken);
        while (await loading.NextAsync().ConfigureAwait(false) is { Length: > 0 } batch)
        {
            var answers = await Task.Run(() => Answer(plan, batch, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            foreach (var answer in answers)
            {
                yield return answer;
            }
        }
    }

    private LoadedRequest TryLoad(AnalysisRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return Load(request, cancellationToken);
        }
        catch (Exception error) when (error is FaceptorException or IOException or UnauthorizedAccessException)
        {
            InferenceLog.ImageFailed(_logger, error.GetType().Name);
            return new LoadedRequest(
                new ImageAnalysis(request.Name, 0, 0)
                {
                    Weights = Weights,
                    Failure = new AnalysisFailure(error.GetType().Name, error.Message),
                },
                []);
        }
    }

    private LoadedRequest Load(AnalysisRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var image = request.Read();
        var found = FaceSearch.Find(
            request, image, _detector, _options.MinDetectorScore, _logger, cancellationToken);
        return new LoadedRequest(
            new ImageAnalysis(request.Name, image.Width, image.Height) { Weights = Weights },
            [.. found.Select(face => new FaceInProgress(image, face, request.FivePoints is not null))]);
    }

    private ImmutableArray<ImageAnalysis> Answer(
        AnalysisPlan plan, LoadedRequest[] loaded, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        FaceInProgress[] faces = [.. loaded.SelectMany(request => request.Faces)];
        var perRun = plan.Tasks.Any(task => task.IsDense) ? MaxDenseFacesPerRun : MaxFacesPerRun;
        var predictions = new Queue<FacePrediction>(faces.Chunk(perRun).SelectMany(some => new AnalysisRun(
            plan, _queue, [.. some], cancellationToken).Predict(Weights.LearnedFrom)));
        InferenceLog.Analyzed(
            _logger,
            plan.Tasks.Length,
            faces.Length,
            loaded.Length,
            Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        return
        [
            .. loaded.Select(request => request.Analysis with
            {
                Faces = [.. request.Faces.Select(_ => predictions.Dequeue())],
            }),
        ];
    }
}

/// <summary>A request whose image is read and searched.</summary>
/// <param name="Analysis">The result without faces.</param>
/// <param name="Faces">The faces; none where the image failed or has none.</param>
internal sealed record LoadedRequest(ImageAnalysis Analysis, ImmutableArray<FaceInProgress> Faces);
