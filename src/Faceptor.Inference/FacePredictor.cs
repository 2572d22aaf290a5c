using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Data.Geometry;
using Faceptor.Data.Imaging;
using Faceptor.Inference.Predictions;
using Faceptor.Models;
using Faceptor.Models.Weights;

namespace Faceptor.Inference;

/// <summary>Looks at the face in a picture and answers for every task that the model holds.</summary>
/// <remarks>
/// Landmarks come first; the other tasks look at crops that the landmarks align to the framing of their datasets. All
/// crops of one size go through the network in one pass. Callers on several threads take turns; whoever disposes the
/// predictor waits for the turn that is running, and later calls are refused.
/// </remarks>
public sealed class FacePredictor : IDisposable
{
    /// <summary>Our choice: one look to find the box that belongs to the landmarks, one to use it.</summary>
    private const int NumRounds = 2;

    /// <summary>Our choice: in a smaller box there is nothing to see.</summary>
    private const int MinBoxSidePx = 1;

    /// <summary>Our choice: beyond it, hardly a pixel of the picture would be seen.</summary>
    private const int MaxBoxRatio = 100;

    private readonly IFaceModel _model;
    private readonly NetworkRunner _runner;
    private readonly TaskViews _views;
    private readonly bool _ownsModel;
    private readonly Lock _turn = new();
    private readonly ImmutableArray<FaceTask> _landmarkTasks;
    private readonly ImmutableArray<FaceTask> _otherTasks;

    // The task whose points lead to the face. Points of one's own may be anywhere.
    private readonly FaceTask? _leader;

    private bool _isDisposed; // looked at and changed in a turn only

    /// <summary>Wraps a model, which is put into evaluation mode.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ownsModel">Whether disposing the predictor disposes the model.</param>
    public FacePredictor(IFaceModel model, bool ownsModel = false)
        : this(model, ownsModel, NetworkRunner.UnknownSource)
    {
    }

    private FacePredictor(IFaceModel model, bool ownsModel, string weightsPath)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _ownsModel = ownsModel;
        _runner = new NetworkRunner(model, weightsPath);
        _views = new TaskViews(model);
        _landmarkTasks = [.. model.Tasks.Where(task => task.Family == TaskFamily.Landmarks)];
        _leader = _landmarkTasks.FirstOrDefault(task => FivePoints.AreIn(task.Landmarks!));
        _otherTasks = [.. model.Tasks.Where(task => task.Family != TaskFamily.Landmarks)];
        model.Network.eval();
    }

    /// <summary>The tasks that are answered.</summary>
    public ImmutableArray<FaceTask> Tasks => _model.Tasks;

    /// <summary>
    /// What the weights have learned from; where <see cref="LearnedFrom.IsSyntheticOnly"/>, answers about photographs
    /// mean nothing.
    /// </summary>
    public LearnedFrom LearnedFrom => _model.Provenance?.LearnedFrom ?? LearnedFrom.Nothing;

    /// <summary>Loads a model and wraps it.</summary>
    /// <param name="weightsPath">
    /// A weight file written by training or <c>convert</c>, or a released checkpoint of Faceptor or Naive Faceptor.
    /// </param>
    /// <param name="options">What a foreign file does not say; null for nothing.</param>
    /// <exception cref="CheckpointException">
    /// The file is missing, damaged or of another kind, or holds an encoder alone.
    /// </exception>
    public static FacePredictor Load(string weightsPath, WeightLoadOptions? options = null) =>
        new(FaceptorWeights.Load(weightsPath, options).Model, ownsModel: true, weightsPath);

    /// <summary>Predicts everything about one face.</summary>
    /// <param name="picture">The picture; not changed.</param>
    /// <param name="box">
    /// The face, roughly from brows to chin, in pixels of the picture; it may reach over the edges. Null when the face
    /// fills the largest square in the middle of the picture.
    /// </param>
    /// <param name="cancellationToken">Stops between passes of the network.</param>
    /// <exception cref="OptionsException">
    /// The box has no area, lies outside the picture or is far larger, or an edge is not finite.
    /// </exception>
    /// <exception cref="CheckpointException">The network answers with numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The predictor or its model is disposed.</exception>
    public FacePrediction Predict(RgbImage picture, FaceBox? box = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var start = box is { } given
            ? LandmarkBox.Square(RequireFits(given, picture))
            : LandmarkBox.CenterOf(picture.Width, picture.Height);
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var (faceBox, fivePoints, landmarks) = FindLandmarks(picture, start, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var views = _otherTasks.Select(task => _views.Aligned(task, picture, fivePoints));
            var answers = _runner.Run([.. views]);
            return TaskReadings.Assemble(
                new FacePrediction(picture.Width, picture.Height, faceBox)
                {
                    LearnedFrom = LearnedFrom,
                    Landmarks = landmarks,
                },
                answers);
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
            if (_ownsModel)
            {
                _model.Dispose();
            }
        }
    }

    private static FaceBox RequireFits(FaceBox box, RgbImage picture)
    {
        var (width, height) = ((double)box.Right - box.Left, (double)box.Bottom - box.Top);
        if (!(width >= MinBoxSidePx && height >= MinBoxSidePx && double.IsFinite(width) && double.IsFinite(height)))
        {
            throw new OptionsException(
                "box",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"expected a width and a height of at least {MinBoxSidePx} pixel, got {width} x {height}; "
                    + $"give x,y,width,height in pixels."));
        }

        var longest = MaxBoxRatio * Math.Max(picture.Width, picture.Height);
        if (Math.Max(width, height) > longest)
        {
            throw new OptionsException(
                "box",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"expected sides of at most {longest} pixels, {MaxBoxRatio} times the picture's, "
                    + $"got {width} x {height}; give x,y,width,height in pixels of this picture."));
        }

        return box.Right > 0 && box.Bottom > 0 && box.Left < picture.Width && box.Top < picture.Height
            ? box
            : throw new OptionsException(
                "box",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"expected a box that meets the picture of {picture.Width} x {picture.Height} pixels, "
                    + $"got x {box.Left} to {box.Right}, y {box.Top} to {box.Bottom}; "
                    + $"give x,y,width,height in pixels of this picture."));
    }

    private Face FindLandmarks(RgbImage picture, FaceBox start, CancellationToken cancellationToken)
    {
        var box = start;
        if (_landmarkTasks.IsEmpty)
        {
            return new Face(box, FivePoints.OfBox(box), []);
        }

        for (var round = 1; ; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var views = _landmarkTasks.Select(task => _views.Landmarks(task, picture, box));
            var answers = _runner.Run([.. views]);
            if (_leader is null)
            {
                return new Face(box, FivePoints.OfBox(box), [.. answers.Select(TaskReadings.Landmarks)]);
            }

            var points = TaskReadings.Points(answers[_landmarkTasks.IndexOf(_leader)]);
            var refined = LandmarkBox.Around(points);
            if (round == NumRounds || !LandmarkBox.IsPlausibleRefinement(box, refined))
            {
                var fivePoints = FivePoints.Of(_leader.Landmarks!, points, box);
                return new Face(box, fivePoints, [.. answers.Select(TaskReadings.Landmarks)]);
            }

            box = refined;
        }
    }

    private sealed record Face(
        FaceBox Box, ImmutableArray<Vector2> FivePoints, ImmutableArray<LandmarkPrediction> Landmarks);
}
