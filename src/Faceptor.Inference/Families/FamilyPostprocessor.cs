using System.Collections.Frozen;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Inference.Families;

/// <summary>From the network's numbers for one task of a family to a named result in the original image.</summary>
internal abstract class FamilyPostprocessor
{
    private static readonly FrozenDictionary<TaskFamily, FamilyPostprocessor> ByFamily = new FamilyPostprocessor[]
    {
        new LandmarksPostprocessor(),
        new ParsingPostprocessor(),
        new AgePostprocessor(),
        new ExpressionPostprocessor(),
        new AttributesPostprocessor(),
        new IdentityPostprocessor(),
    }.ToFrozenDictionary(postprocessor => postprocessor.Family);

    /// <summary>The family.</summary>
    public abstract TaskFamily Family { get; }

    /// <summary>Finds the postprocessor of a family.</summary>
    public static FamilyPostprocessor Of(TaskFamily family) => ByFamily[family];

    /// <summary>A prediction with the answers of all families added, in their order.</summary>
    public static FacePrediction AddAll(FacePrediction prediction, IEnumerable<ModelAnswer> answers) =>
        answers.Aggregate(prediction, (all, answer) => Of(answer.Output.Task.Family).Add(all, answer));

    /// <summary>A prediction that knows the image's size, with one answer added to the family's list.</summary>
    public abstract FacePrediction Add(FacePrediction prediction, ModelAnswer answer);
}

/// <summary>What the network answered for one input, and the way back to the image.</summary>
/// <param name="Output">The numbers.</param>
/// <param name="Warp">From the image to the network's input.</param>
internal sealed record ModelAnswer(RawOutput Output, AlignmentWarp Warp);
