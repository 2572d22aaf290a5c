using System.Globalization;
using System.Numerics;
using Faceptor.Data.Datasets;

namespace Faceptor.Evaluation.Sheets;

/// <summary>A label and a prediction in words.</summary>
/// <param name="Truth">What the dataset says.</param>
/// <param name="Prediction">What the model says.</param>
/// <param name="IsRight">Whether they agree; null where that is a matter of degree.</param>
internal sealed record LabelComparison(string Truth, string Prediction, bool? IsRight)
{
    private const int MaxNamesShown = 3;

    /// <summary>Says what is true, what was predicted, and whether they agree where that is a yes or no.</summary>
    /// <param name="task">A task that the prediction answers.</param>
    /// <param name="label">The label, in pixels of the original image where it has places.</param>
    /// <param name="prediction">The prediction for that image.</param>
    /// <exception cref="ArgumentException">The label is one of pairs, which one image cannot tell.</exception>
    public static LabelComparison Of(FaceTask task, FaceLabel label, FacePrediction prediction)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(prediction);
        switch (label)
        {
            case LandmarkLabel points:
                return Landmarks(points, prediction.Landmarks.First(found => found.Task.Equals(task)));
            case ParsingLabel parsing:
                return Parsing(parsing, prediction.Parsing.First(found => found.Task.Equals(task)));
            case AgeLabel age:
                return Age(age, prediction.Ages.First(found => found.Task.Equals(task)));
            case ExpressionLabel expression:
                return Expression(expression, prediction.Expressions.First(found => found.Task.Equals(task)));
            case AttributesLabel attributes:
                return Attributes(attributes, prediction.Attributes.First(found => found.Task.Equals(task)));
            default:
                throw new ArgumentException(
                    $"a {label.GetType().Name} cannot be judged on one image.", nameof(label));
        }
    }

    /// <summary>Says whether two images show one identity, and how alike the model finds them.</summary>
    /// <param name="isSame">Whether they do.</param>
    /// <param name="similarity">Cosine of the angle between their vectors.</param>
    public static LabelComparison OfPair(bool isSame, double similarity) => new(
        isSame ? "one identity" : "two identities",
        string.Create(CultureInfo.InvariantCulture, $"similarity {similarity:F2}"),
        null);

    private static LabelComparison Landmarks(LandmarkLabel label, LandmarkPrediction prediction)
    {
        var error = label.Points.Zip(
            prediction.Points, (truth, found) => Vector2.Distance(truth, new Vector2(found.X, found.Y))).Average();
        var side = Math.Max(label.Box.Width, label.Box.Height);
        return new LabelComparison(
            $"{label.Points.Length} points",
            string.Create(
                CultureInfo.InvariantCulture, $"{error:F1} px off on average, {100 * error / side:F1} % of the face"),
            null);
    }

    private static LabelComparison Parsing(ParsingLabel label, ParsingPrediction prediction)
    {
        var right = label.Map.Classes.Zip(prediction.Map!.Classes).Count(pair => pair.First == pair.Second);
        return new LabelComparison(
            $"{label.Map.Classes.Distinct().Count()} classes",
            string.Create(
                CultureInfo.InvariantCulture, $"{100.0 * right / label.Map.Classes.Length:F1} % of the pixels right"),
            null);
    }

    private static LabelComparison Age(AgeLabel label, AgePrediction prediction) => new(
        $"{label.Years} years", string.Create(CultureInfo.InvariantCulture, $"{prediction.Years:F1} years"), null);

    private static LabelComparison Expression(ExpressionLabel label, ExpressionPrediction prediction)
    {
        var found = prediction.Probabilities[prediction.TopIndex];
        return new LabelComparison(
            prediction.Task.Labels[(int)label.Class],
            string.Create(CultureInfo.InvariantCulture, $"{found.Name} ({100 * found.Probability:F0} %)"),
            (int)label.Class == prediction.TopIndex);
    }

    private static LabelComparison Attributes(AttributesLabel label, AttributesPrediction prediction)
    {
        var known = prediction.Attributes.Zip(label.Values).Where(pair => pair.Second >= 0).ToArray();
        var wrong = known
            .Where(pair => pair.First.IsPresent != (pair.Second > 0))
            .Select(pair => Title(pair.First.Name))
            .ToArray();
        var more = wrong.Length > MaxNamesShown ? $" and {wrong.Length - MaxNamesShown} more" : string.Empty;
        var names = wrong.Length == 0 ? "all right" : $"wrong: {string.Join(", ", wrong.Take(MaxNamesShown))}{more}";
        return new LabelComparison(
            $"{known.Count(pair => pair.Second > 0)} of {known.Length} hold",
            $"{known.Length - wrong.Length} of {known.Length}; {names}",
            null);
    }

    private static string Title(string attribute) => attribute.Replace('_', ' ').ToLowerInvariant();
}
