using System.Globalization;
using System.Numerics;
using Faceptor.Core.Tasks;
using Faceptor.Data.Datasets;
using Faceptor.Inference.Predictions;

namespace Faceptor.Cli.Quickstart;

/// <summary>A label and a prediction in words.</summary>
internal static class Judgement
{
    private const int MaxNamesShown = 3;

    /// <summary>Says what is true, what was predicted, and whether they agree where that is a yes or no.</summary>
    public static (string Truth, string Prediction, bool? IsRight) Of(
        FaceTask task, FaceLabel label, FacePrediction prediction)
    {
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
                    $"a {label.GetType().Name} cannot be judged on one picture.", nameof(label));
        }
    }

    private static (string, string, bool?) Landmarks(LandmarkLabel label, LandmarkPrediction prediction)
    {
        var error = label.Points.Zip(
            prediction.Points, (truth, found) => Vector2.Distance(truth, new Vector2(found.X, found.Y))).Average();
        var side = Math.Max(label.Box.Width, label.Box.Height);
        return (
            $"{label.Points.Length} points",
            string.Create(
                CultureInfo.InvariantCulture, $"{error:F1} px off on average, {100 * error / side:F1} % of the face"),
            null);
    }

    private static (string, string, bool?) Parsing(ParsingLabel label, ParsingPrediction prediction)
    {
        var right = label.Map.Classes.Zip(prediction.Map!.Classes).Count(pair => pair.First == pair.Second);
        return (
            $"{label.Map.Classes.Distinct().Count()} classes",
            string.Create(
                CultureInfo.InvariantCulture, $"{100.0 * right / label.Map.Classes.Length:F1} % of the pixels right"),
            null);
    }

    private static (string, string, bool?) Age(AgeLabel label, AgePrediction prediction) => (
        $"{label.Years} years", string.Create(CultureInfo.InvariantCulture, $"{prediction.Years:F1} years"), null);

    private static (string, string, bool?) Expression(ExpressionLabel label, ExpressionPrediction prediction)
    {
        var found = prediction.Probabilities[(int)prediction.Top];
        return (
            prediction.Task.Labels[(int)label.Class],
            string.Create(CultureInfo.InvariantCulture, $"{found.Name} ({100 * found.Probability:F0} %)"),
            label.Class == prediction.Top);
    }

    private static (string, string, bool?) Attributes(AttributesLabel label, AttributesPrediction prediction)
    {
        var known = prediction.Attributes.Zip(label.Values).Where(pair => pair.Second >= 0).ToArray();
        var wrong = known
            .Where(pair => pair.First.IsPresent != (pair.Second > 0))
            .Select(pair => Title(pair.First.Name))
            .ToArray();
        var more = wrong.Length > MaxNamesShown ? $" and {wrong.Length - MaxNamesShown} more" : string.Empty;
        var names = wrong.Length == 0 ? "all right" : $"wrong: {string.Join(", ", wrong.Take(MaxNamesShown))}{more}";
        return (
            $"{known.Count(pair => pair.Second > 0)} of {known.Length} hold",
            $"{known.Length - wrong.Length} of {known.Length}; {names}",
            null);
    }

    private static string Title(string attribute) => attribute.Replace('_', ' ').ToLowerInvariant();
}
