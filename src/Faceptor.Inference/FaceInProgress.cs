using System.Numerics;
using Faceptor.Imaging;
using Faceptor.Imaging.Framing;
using Faceptor.Inference.Families;

namespace Faceptor.Inference;

/// <summary>A face while it is looked at: where it is as far as that is known, and the answers so far.</summary>
/// <param name="image">Its image; not changed.</param>
/// <param name="found">Where the request or the detector says it is.</param>
/// <param name="pointsAreGiven">Whether its five points are the caller's, which landmarks do not replace.</param>
internal sealed class FaceInProgress(RgbImage image, FoundFace found, bool pointsAreGiven)
{
    private readonly Dictionary<TaskFamily, List<ModelAnswer>> _answers = [];
    private double? _peak;
    private bool _hasOwnPoints = found.PointsAreKnown;

    /// <summary>Where the face is.</summary>
    public FaceLocation Location { get; private set; } = found.Location;

    /// <summary>Whether the five points are the face's own and not a typical face's.</summary>
    public bool PointsAreKnown { get; private set; } = found.PointsAreKnown;

    /// <summary>The same face where it may be instead; null where that is known.</summary>
    public FaceInProgress? Alternative { get; private set; } = found.Alternative is { } other
        ? new FaceInProgress(image, found with { Location = other, Alternative = null }, pointsAreGiven)
        : null;

    /// <summary>Decides between the two places after a first look at both: where the maps rise higher.</summary>
    public void Decide()
    {
        if (Alternative is { _peak: { } other } && other > _peak)
        {
            (Location, _peak, _hasOwnPoints) = (Alternative.Location, other, Alternative._hasOwnPoints);
        }

        Alternative = null;
    }

    /// <summary>Takes the answer of the first look: the box around the points, where it can be the face's.</summary>
    /// <returns>Whether the box was far off, so that the points are not to be trusted yet.</returns>
    public bool TakeFirstLook(LandmarkSchema schema, ModelAnswer answer)
    {
        var points = LandmarksPostprocessor.Points(answer);
        TakePeak(answer);
        var refined = FaceBoxes.Around(points.AsSpan());
        var before = Location.SquareBox;
        if (!FivePoints.IsPlausibleRefinement(before, refined))
        {
            return false;
        }

        Location = Location with
        {
            SquareBox = refined,
            FivePoints = PointsAreKnown ? Location.FivePoints : FivePoints.OfBox(refined),
        };
        TakePoints(schema, points, isFinal: false);
        return FivePoints.IsFarOff(before, refined);
    }

    /// <summary>Takes the answer of the look that counts: the points that align the face.</summary>
    public void TakePoints(LandmarkSchema schema, ModelAnswer answer)
    {
        TakePeak(answer);
        TakePoints(schema, LandmarksPostprocessor.Points(answer), isFinal: true);
    }

    /// <summary>Keeps an answer for the result.</summary>
    public void Add(ModelAnswer answer)
    {
        var family = answer.Output.Task.Family;
        if (!_answers.TryGetValue(family, out var answers))
        {
            _answers[family] = answers = [];
        }

        answers.Add(answer);
    }

    /// <summary>Cuts out what a task sees.</summary>
    public FramedInput Prepare(Preprocessor preprocessor) => preprocessor.Prepare(image, Location);

    /// <summary>Cuts out the aligned face that the fast mode shows to all dense tasks.</summary>
    public FramedInput PrepareShared(Preprocessor preprocessor, float boxRatio) =>
        preprocessor.Prepare(image, FivePoints.Align(Location.FivePoints.AsSpan(), preprocessor.Spec.SidePx, boxRatio));

    /// <summary>The result, in pixels of the image.</summary>
    /// <param name="learnedFrom">What the network learned from.</param>
    public FacePrediction ToPrediction(LearnedFrom learnedFrom)
    {
        var prediction = new FacePrediction(image.Width, image.Height, Location.SquareBox)
        {
            LearnedFrom = learnedFrom,
            FivePoints = _hasOwnPoints ? Location.FivePoints : [],
            Confidence = new FaceConfidence(found.DetectorScore, _peak),
        };
        return FamilyPostprocessor.AddAll(prediction, _answers.Values.SelectMany(answers => answers));
    }

    private void TakePeak(ModelAnswer answer)
    {
        if (answer.Output.Peaks is { Length: > 0 } peaks)
        {
            _peak = Math.Clamp(peaks.Average(peak => (double)peak), 0, 1);
        }
    }

    private void TakePoints(LandmarkSchema schema, ReadOnlySpan<Vector2> points, bool isFinal)
    {
        // A first look is better than a typical face, and not than a detector.
        if (!pointsAreGiven && (isFinal || !PointsAreKnown)
            && FivePoints.Of(schema, points, Location.SquareBox) is { } own)
        {
            Location = Location with { FivePoints = own };
            _hasOwnPoints = true;
            PointsAreKnown |= isFinal;
        }
    }
}
