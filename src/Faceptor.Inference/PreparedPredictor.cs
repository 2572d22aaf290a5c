using System.Collections.Immutable;
using Faceptor.Core.Tasks;
using Faceptor.Data.Geometry;
using Faceptor.Inference.Predictions;
using Faceptor.Models;

namespace Faceptor.Inference;

/// <summary>
/// Answers one task about pictures that were prepared as those of its dataset are, so that the answer is the one that
/// an evaluation scores. <see cref="FacePredictor"/> is the way in for pictures of unknown framing.
/// </summary>
public static class PreparedPredictor
{
    /// <summary>
    /// Predicts in one pass of the network; the model is in evaluation mode meanwhile, in its former mode afterwards.
    /// </summary>
    /// <param name="model">A model that holds the task.</param>
    /// <param name="task">The task.</param>
    /// <param name="pictures">The pictures, all of the same side S; at least one.</param>
    /// <returns>
    /// A prediction a picture, in the same order, which holds the answer of this task only; its box is the picture.
    /// </returns>
    /// <exception cref="ArgumentException">The model does not hold the task.</exception>
    /// <exception cref="Faceptor.Core.Errors.CheckpointException">
    /// The network answers with numbers that are not finite.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public static ImmutableArray<FacePrediction> Predict(
        IFaceModel model, FaceTask task, IReadOnlyList<PreparedPicture> pictures)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(pictures);
        var wasTraining = model.Network.training;
        model.Network.eval();
        try
        {
            var answers = new NetworkRunner(model).Run(
                [.. pictures.Select(picture => new TaskView(task, picture.Warp, picture.Views))]);
            return [.. pictures.Zip(answers, Read)];
        }
        finally
        {
            // What was cached in inference mode must not reach a graph of training.
            model.ClearCaches();
            model.Network.train(wasTraining);
        }
    }

    private static FacePrediction Read(PreparedPicture prepared, TaskAnswer answer)
    {
        var (width, height) = (prepared.Picture.Width, prepared.Picture.Height);
        var prediction = new FacePrediction(width, height, new FaceBox(0, 0, height, width));
        return answer.View.Task.Family == TaskFamily.Landmarks
            ? prediction with { Landmarks = [TaskReadings.Landmarks(answer)] }
            : TaskReadings.Assemble(prediction, [answer]);
    }
}
