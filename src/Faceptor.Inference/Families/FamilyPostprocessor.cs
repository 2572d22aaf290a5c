using System.Collections.Frozen;
using System.Globalization;
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

    /// <summary>Refuses an engine's output that is of another task, or of another length than the task's.</summary>
    /// <exception cref="InvalidOperationException">The output does not belong to the input.</exception>
    public static void Require(ModelInput input, RawOutput output)
    {
        var expected = Of(input.Task.Family).NumValues(input.Task, input.SidePx);
        if (!output.Task.Equals(input.Task) || output.Values.Length != (expected ?? output.Values.Length)
            || output.Values.Length == 0)
        {
            throw new InvalidOperationException(
                $"expected {expected?.ToString(CultureInfo.InvariantCulture) ?? "some"} values of the engine for "
                + $"{input.Task}, got {output.Values.Length} for {output.Task}; mend the engine.");
        }
    }

    /// <summary>How many values an engine gives for a task; null where any number will do.</summary>
    protected virtual int? NumValues(FaceTask task, int sidePx) => task.NumLabels;

    /// <summary>A prediction that knows the image's size, with one answer added to the family's list.</summary>
    public abstract FacePrediction Add(FacePrediction prediction, ModelAnswer answer);
}

/// <summary>What the network answered for one input, and the way back to the image.</summary>
/// <param name="Output">The numbers.</param>
/// <param name="Warp">From the image to the network's input.</param>
internal sealed record ModelAnswer(RawOutput Output, AlignmentWarp Warp);
