namespace Faceptor.Inference.Families;

/// <summary>Yes/no attributes.</summary>
internal sealed class AttributesPostprocessor : FamilyPostprocessor
{
    public override TaskFamily Family => TaskFamily.Attributes;

    private const double Threshold = 0.5;

    public override FacePrediction Add(FacePrediction prediction, ModelAnswer answer)
    {
        var task = answer.Output.Task;
        var probabilities = answer.Output.Values.Select((probability, index) =>
            new AttributeProbability(task.Labels[index], probability, probability > Threshold));
        return prediction with
        {
            Attributes = [.. prediction.Attributes, new AttributesPrediction(task, [.. probabilities])],
        };
    }
}
