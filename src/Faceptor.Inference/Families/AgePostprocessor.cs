using System.Collections.Immutable;

namespace Faceptor.Inference.Families;

/// <summary>Age in years.</summary>
internal sealed class AgePostprocessor : FamilyPostprocessor
{
    public override TaskFamily Family => TaskFamily.Age;

    public override FacePrediction Add(FacePrediction prediction, ModelAnswer answer)
    {
        ImmutableArray<double> probabilities = [.. answer.Output.Values.Select(value => (double)value)];
        var years = probabilities.Select((probability, age) => probability * age).Sum();
        return prediction with
        {
            Ages = [.. prediction.Ages, new AgePrediction(answer.Output.Task, years, probabilities)],
        };
    }
}
