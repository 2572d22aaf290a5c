using Faceptor.Imaging;

namespace Faceptor.Inference.Families;

/// <summary>A class for every pixel.</summary>
internal sealed class ParsingPostprocessor : FamilyPostprocessor
{
    public override TaskFamily Family => TaskFamily.Parsing;

    public override FacePrediction Add(FacePrediction prediction, ModelAnswer answer)
    {
        var task = answer.Output.Task;
        var map = ImageWarp.ArgMaxToOriginal(
            answer.Output.Values, task.NumLabels, answer.Warp, prediction.WidthPx, prediction.HeightPx);
        var counts = new long[task.NumLabels];
        foreach (var value in map.Classes)
        {
            counts[value]++;
        }

        var areas = task.Parsing!.Classes.Select((parsingClass, index) => new ClassArea(
            parsingClass.Name, parsingClass.Title, counts[index], (double)counts[index] / map.Classes.Length));
        return prediction with
        {
            Parsing = [.. prediction.Parsing, new ParsingPrediction(task, [.. areas]) { Map = map }],
        };
    }

    protected override int? NumValues(FaceTask task, int sidePx) => task.NumLabels * sidePx * sidePx;
}
