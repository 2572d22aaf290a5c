using System.Numerics;

namespace Faceptor.Inference.Families;

/// <summary>Points of the face.</summary>
internal sealed class LandmarksPostprocessor : FamilyPostprocessor
{
    public override TaskFamily Family => TaskFamily.Landmarks;

    /// <summary>Landmarks of an answer in pixels of the original image.</summary>
    public static Vector2[] Points(ModelAnswer answer)
    {
        var (warp, values) = (answer.Warp, answer.Output.Values);
        return
        [
            .. Enumerable.Range(0, values.Length / 2).Select(index => warp.ToOriginal(
                new Vector2((values[2 * index] * warp.SidePx) - 0.5f, (values[(2 * index) + 1] * warp.SidePx) - 0.5f))),
        ];
    }

    public override FacePrediction Add(FacePrediction prediction, ModelAnswer answer)
    {
        var task = answer.Output.Task;
        var points = Points(answer).Select((point, index) => new NamedPoint(task.Labels[index], point.X, point.Y));
        return prediction with { Landmarks = [.. prediction.Landmarks, new LandmarkPrediction(task, [.. points])] };
    }

    protected override int? NumValues(FaceTask task, int sidePx) => 2 * task.NumLabels;
}
