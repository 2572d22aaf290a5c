using System.Collections.Immutable;
using Faceptor.Inference;
using Faceptor.Inference.Families;

namespace Faceptor.Evaluation.Sheets;

/// <summary>
/// Answers one task about images that were prepared as those of its dataset are, so that the answer is the one that
/// an evaluation scores. <see cref="FaceAnalyzer"/> is the way in for images of unknown framing.
/// </summary>
internal static class PreparedPredictor
{
    /// <summary>Predicts in one pass of the network.</summary>
    /// <param name="engine">An engine that holds the task.</param>
    /// <param name="task">The task.</param>
    /// <param name="images">The images, all of the same side S; at least one.</param>
    /// <returns>
    /// A prediction an image, in the same order, which holds the answer of this task only; its box is the image.
    /// </returns>
    /// <exception cref="ArgumentException">The engine does not hold the task.</exception>
    /// <exception cref="Faceptor.CheckpointException">
    /// The network answers with numbers that are not finite.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The engine or its network is disposed.</exception>
    public static ImmutableArray<FacePrediction> Predict(
        IFaceEngine engine, FaceTask task, IReadOnlyList<PreparedImage> images)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(images);
        var own = engine.InputOf(task).Task;
        var outputs = engine.Run(
            [.. images.Select(image => new ModelInput(own, image.Warp.SidePx, image.Views))]);
        return
        [
            .. images.Zip(outputs, (image, output) => Read(image, new ModelAnswer(output, image.Warp))),
        ];
    }

    private static FacePrediction Read(PreparedImage prepared, ModelAnswer answer)
    {
        var (width, height) = (prepared.Image.Width, prepared.Image.Height);
        var prediction = new FacePrediction(width, height, new FaceBox(0, 0, height, width));
        return FamilyPostprocessor.AddAll(prediction, [answer]);
    }
}
