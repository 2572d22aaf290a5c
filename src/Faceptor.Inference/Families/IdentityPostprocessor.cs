namespace Faceptor.Inference.Families;

/// <summary>The identity vector.</summary>
internal sealed class IdentityPostprocessor : FamilyPostprocessor
{
    public override TaskFamily Family => TaskFamily.Identity;

    public override FacePrediction Add(FacePrediction prediction, ModelAnswer answer) => prediction with
    {
        Identities =
        [
            .. prediction.Identities, new IdentityPrediction(answer.Output.Task, [.. answer.Output.Values]),
        ],
    };

    protected override int? NumValues(FaceTask task, int sidePx) => null;
}
