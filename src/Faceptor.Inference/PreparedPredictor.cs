using System.Collections.Immutable;
using Faceptor.Core.Engines;
using Faceptor.Core.Tasks;
using Faceptor.Inference.Families;
using Faceptor.Inference.Predictions;

namespace Faceptor.Inference;

/// <summary>
/// Answers one task about pictures that were prepared as those of its dataset are, so that the answer is the one that
/// an evaluation scores. <see cref="FacePredictor"/> is the way in for pictures of unknown framing.
/// </summary>
public static class PreparedPredictor
{
    /// <summary>Predicts in one pass of the network.</summary>
    /// <param name="engine">An engine that holds the task.</param>
    /// <param name="task">The task.</param>
    /// <param name="pictures">The pictures, all of the same side S; at least one.</param>
    /// <returns>
    /// A prediction a picture, in the same order, which holds the answer of this task only; its box is the picture.
    /// </returns>
    /// <exception cref="ArgumentException">The engine does not hold the task.</exception>
    /// <exception cref="Faceptor.Core.Errors.CheckpointException">
    /// The network answers with numbers that are not finite.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The engine or its network is disposed.</exception>
    public static ImmutableArray<FacePrediction> Predict(
        IFaceEngine engine, FaceTask task, IReadOnlyList<PreparedPicture> pictures)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(pictures);
        var own = engine.InputOf(task).Task;
        var outputs = engine.Run(
            [.. pictures.Select(picture => new ModelInput(own, picture.Warp.SidePx, picture.Views))]);
        return
        [
            .. pictures.Zip(outputs, (picture, output) => Read(picture, new ModelAnswer(output, picture.Warp))),
        ];
    }

    private static FacePrediction Read(PreparedPicture prepared, ModelAnswer answer)
    {
        var (width, height) = (prepared.Picture.Width, prepared.Picture.Height);
        var prediction = new FacePrediction(width, height, new FaceBox(0, 0, height, width));
        return FamilyPostprocessor.AddAll(prediction, [answer]);
    }
}
