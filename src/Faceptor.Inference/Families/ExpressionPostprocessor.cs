namespace Faceptor.Inference.Families;

/// <summary>The expression of the face.</summary>
internal sealed class ExpressionPostprocessor : FamilyPostprocessor
{
    public override TaskFamily Family => TaskFamily.Expression;

    public override FacePrediction Add(FacePrediction prediction, ModelAnswer answer)
    {
        var task = answer.Output.Task;
        var probabilities = answer.Output.Values
            .Select((probability, index) => new NamedProbability(task.Labels[index], probability));
        return prediction with
        {
            Expressions = [.. prediction.Expressions, new ExpressionPrediction(task, [.. probabilities])],
        };
    }
}
