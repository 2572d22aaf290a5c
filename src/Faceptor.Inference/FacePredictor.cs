using System.Collections.Immutable;
using System.Diagnostics;
using Faceptor.Imaging;
using Faceptor.Imaging.Framing;
using Faceptor.Inference.Families;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faceptor.Inference;

/// <summary>Looks at the face in an image and answers for every task that the engine's network holds.</summary>
/// <remarks>
/// Landmarks come first; the other tasks see what their framings (<see cref="FaceTask.Framing"/>) cut out: faces that
/// the landmarks align, or for custom tasks the face box. All inputs of one size go through the network in one pass.
/// Callers on several threads take turns; whoever disposes the predictor waits for the turn that is running, and later
/// calls are refused.
/// </remarks>
public sealed class FacePredictor : IDisposable
{
    /// <summary>Our choice: one look to find the box that belongs to the landmarks, one to use it.</summary>
    private const int NumRounds = 2;

    private readonly IFaceEngine _engine;
    private readonly bool _ownsEngine;
    private readonly IFaceDetector? _detector;
    private readonly ILogger _logger;
    private readonly Lock _turn = new();
    private readonly ImmutableArray<Preprocessor> _landmarks;
    private readonly ImmutableArray<Preprocessor> _others;

    // The place of the landmark task whose points lead to the face; -1 for none. Custom points may be anywhere.
    private readonly int _leader;

    private bool _isDisposed; // looked at and changed in a turn only

    /// <summary>Makes a predictor.</summary>
    /// <param name="engine">Runs the network, for example <c>TorchEngine.Load(path)</c>.</param>
    /// <param name="ownsEngine">Whether disposing the predictor disposes the engine.</param>
    /// <param name="detector">
    /// Finds the face in images that come without a box; not disposed here. Null where callers give the box, or faces
    /// fill the middle of their images.
    /// </param>
    /// <param name="logger">Told what is predicted, never an image or an answer; null for nobody.</param>
    public FacePredictor(
        IFaceEngine engine, bool ownsEngine = false, IFaceDetector? detector = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
        _ownsEngine = ownsEngine;
        _detector = detector;
        _logger = logger ?? NullLogger.Instance;
        var preprocessors = engine.Tasks.Select(task => new Preprocessor(engine.InputOf(task))).ToLookup(
            preprocessor => preprocessor.Spec.Framing.Kind == FramingKind.LandmarkBox);
        _landmarks = [.. preprocessors[true]];
        _others = [.. preprocessors[false]];
        _leader = _landmarks.IndexOf(
            _landmarks.FirstOrDefault(preprocessor => FivePoints.AreIn(preprocessor.Spec.Task.Landmarks!))!);
        Introduce();
    }

    /// <summary>The tasks that are answered.</summary>
    public ImmutableArray<FaceTask> Tasks => _engine.Tasks;

    /// <summary>
    /// What the weights have learned from; where <see cref="LearnedFrom.IsSyntheticOnly"/>, answers about photographs
    /// mean nothing.
    /// </summary>
    public LearnedFrom LearnedFrom => _engine.LearnedFrom;

    /// <summary>Predicts everything about one face.</summary>
    /// <param name="image">The image; not changed.</param>
    /// <param name="box">
    /// The face, roughly from brows to chin, in pixels of the image; it may reach over the edges. For custom tasks, the
    /// box as the lists they were trained with give it. Null takes the largest face that the detector finds; without a
    /// detector, or a face, the largest square in the middle of the image, and custom tasks see the whole image.
    /// </param>
    /// <param name="cancellationToken">Stops between passes of the network.</param>
    /// <exception cref="OptionsException">
    /// The box has no area, lies outside the image or is far larger, or an edge is not finite.
    /// </exception>
    /// <exception cref="CheckpointException">The network answers with numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The predictor, its engine or the network is disposed.</exception>
    public FacePrediction Predict(RgbImage image, FaceBox? box = null, CancellationToken cancellationToken = default)
    {
        lock (_turn)
        {
            var began = Stopwatch.GetTimestamp();
            var (face, landmarks) = Find(image, box, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var prediction = FamilyPostprocessor.AddAll(
                new FacePrediction(image.Width, image.Height, face.SquareBox)
                {
                    LearnedFrom = LearnedFrom,
                },
                [.. landmarks, .. Run(_others, image, face, cancellationToken)]);
            InferenceLog.Predicted(
                _logger,
                Tasks.Length,
                image.Width,
                image.Height,
                Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            return prediction;
        }
    }

    /// <summary>
    /// What the network sees of a face, task by task: the inputs of <see cref="Predict"/>, for looking inside a network.
    /// </summary>
    /// <param name="image">The image; not changed.</param>
    /// <param name="box">The face, as for <see cref="Predict"/>.</param>
    /// <param name="cancellationToken">Stops between passes of the network, which finds the landmarks first.</param>
    /// <returns>One input a task, landmarks first.</returns>
    /// <exception cref="OptionsException">
    /// The box has no area, lies outside the image or is far larger, or an edge is not finite.
    /// </exception>
    /// <exception cref="CheckpointException">The network answers with numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The predictor, its engine or the network is disposed.</exception>
    public ImmutableArray<ModelInput> Prepare(
        RgbImage image, FaceBox? box = null, CancellationToken cancellationToken = default)
    {
        lock (_turn)
        {
            var (face, _) = Find(image, box, cancellationToken);
            return [.. _landmarks.Concat(_others).Select(preprocessor => preprocessor.Prepare(image, face).Input)];
        }
    }

    /// <inheritdoc/>
    /// <remarks>Waits for a prediction that runs on another thread. Disposing twice does nothing more.</remarks>
    public void Dispose()
    {
        lock (_turn)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            if (_ownsEngine)
            {
                _engine.Dispose();
            }
        }
    }

    private (FaceLocation Face, ImmutableArray<ModelAnswer> Landmarks) Find(
        RgbImage image, FaceBox? box, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (box is { } given && FaceSearch.FindProblem(given, image) is { } problem)
        {
            throw new OptionsException("box", problem);
        }

        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var start = FaceSearch.Begin(image, box, _detector, _logger, cancellationToken);
        return FindLandmarks(image, start, cancellationToken);
    }

    private void Introduce()
    {
        if (!_logger.IsEnabled(LogLevel.Warning))
        {
            return;
        }

        var learned = LearnedFrom;
        InferenceLog.PredictorReady(_logger, string.Join(", ", Tasks), learned.Summary);
        if (learned.IsSyntheticOnly)
        {
            InferenceLog.SyntheticOnly(_logger);
        }
    }

    private (FaceLocation Face, ImmutableArray<ModelAnswer> Landmarks) FindLandmarks(
        RgbImage image, FaceLocation start, CancellationToken cancellationToken)
    {
        if (_landmarks.IsEmpty)
        {
            return (start, []);
        }

        var face = start;
        for (var round = 1; ; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var answers = Run(_landmarks, image, face, cancellationToken);
            if (_leader < 0)
            {
                return (start, answers);
            }

            var points = LandmarksPostprocessor.Points(answers[_leader]);
            var refined = FaceBoxes.Around(points.AsSpan());
            if (round == NumRounds || !FivePoints.IsPlausibleRefinement(face.SquareBox, refined))
            {
                var schema = _landmarks[_leader].Spec.Task.Landmarks!;
                var fivePoints = FivePoints.Of(schema, points, face.SquareBox) ?? face.FivePoints;
                return (face with { FivePoints = fivePoints }, answers);
            }

            face = face with { SquareBox = refined, FivePoints = FivePoints.OfBox(refined) };
        }
    }

    private ImmutableArray<ModelAnswer> Run(
        ImmutableArray<Preprocessor> preprocessors,
        RgbImage image,
        FaceLocation face,
        CancellationToken cancellationToken)
    {
        FramedInput[] inputs = [.. preprocessors.Select(preprocessor => preprocessor.Prepare(image, face))];
        var outputs = _engine.Run(Array.ConvertAll(inputs, framed => framed.Input), cancellationToken);
        if (outputs.Length != inputs.Length)
        {
            throw new InvalidOperationException(
                $"expected {inputs.Length} outputs of the engine, one for each input, got {outputs.Length}; mend the "
                + $"engine ({_engine.GetType()}).");
        }

        foreach (var (framed, output) in inputs.Zip(outputs))
        {
            FamilyPostprocessor.Require(framed.Input, output);
        }

        return [.. inputs.Zip(outputs, (framed, output) => new ModelAnswer(output, framed.Warp))];
    }
}
