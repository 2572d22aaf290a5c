using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Core.Tasks;
using Faceptor.Data.Imaging;
using Faceptor.Inference.Predictions;

namespace Faceptor.Inference;

/// <summary>From the network's numbers to named results in the original picture.</summary>
internal static class Postprocessor
{
    private const double AttributeThreshold = 0.5;

    /// <summary>Landmarks of an answer in pixels of the original picture.</summary>
    public static Vector2[] Points(ModelAnswer answer)
    {
        var (warp, values) = (answer.Warp, answer.Output.Values);
        return
        [
            .. Enumerable.Range(0, values.Length / 2).Select(index => warp.ToOriginal(
                new Vector2((values[2 * index] * warp.SidePx) - 0.5f, (values[(2 * index) + 1] * warp.SidePx) - 0.5f))),
        ];
    }

    public static LandmarkPrediction Landmarks(ModelAnswer answer)
    {
        var task = answer.Output.Task;
        return new LandmarkPrediction(
            task, [.. Points(answer).Select((point, index) => new NamedPoint(task.Labels[index], point.X, point.Y))]);
    }

    /// <summary>Adds answers of all other families to a prediction that knows the picture's size.</summary>
    public static FacePrediction Assemble(FacePrediction prediction, ImmutableArray<ModelAnswer> answers)
    {
        ImmutableArray<T> Of<T>(TaskFamily family, Func<ModelAnswer, T> read) =>
            [.. answers.Where(answer => answer.Output.Task.Family == family).Select(read)];

        return prediction with
        {
            Parsing = Of(TaskFamily.Parsing, answer => Parsing(answer, prediction.WidthPx, prediction.HeightPx)),
            Ages = Of(TaskFamily.Age, Age),
            Expressions = Of(TaskFamily.Expression, Expression),
            Attributes = Of(TaskFamily.Attributes, Attributes),
            Identities = Of(
                TaskFamily.Identity, answer => new IdentityPrediction(answer.Output.Task, [.. answer.Output.Values])),
        };
    }

    private static ParsingPrediction Parsing(ModelAnswer answer, int widthPx, int heightPx)
    {
        var task = answer.Output.Task;
        var map = ImageWarp.ArgMaxToOriginal(answer.Output.Values, task.NumQueries, answer.Warp, widthPx, heightPx);
        var counts = new long[task.NumQueries];
        foreach (var value in map.Classes)
        {
            counts[value]++;
        }

        var areas = task.Parsing!.Classes.Select((parsingClass, index) => new ClassArea(
            parsingClass.Name, parsingClass.Title, counts[index], (double)counts[index] / map.Classes.Length));
        return new ParsingPrediction(task, [.. areas]) { Map = map };
    }

    private static AgePrediction Age(ModelAnswer answer)
    {
        ImmutableArray<double> probabilities = [.. answer.Output.Values.Select(value => (double)value)];
        var years = probabilities.Select((probability, age) => probability * age).Sum();
        return new AgePrediction(answer.Output.Task, years, probabilities);
    }

    private static ExpressionPrediction Expression(ModelAnswer answer)
    {
        var labels = answer.Output.Task.Labels;
        return new ExpressionPrediction(
            answer.Output.Task,
            [.. answer.Output.Values.Select((probability, index) => new NamedProbability(labels[index], probability))]);
    }

    private static AttributesPrediction Attributes(ModelAnswer answer)
    {
        var labels = answer.Output.Task.Labels;
        return new AttributesPrediction(
            answer.Output.Task,
            [
                .. answer.Output.Values.Select((probability, index) =>
                    new AttributeProbability(labels[index], probability, probability > AttributeThreshold)),
            ]);
    }
}
