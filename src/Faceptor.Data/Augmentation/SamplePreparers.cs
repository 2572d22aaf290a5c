using Faceptor.Core.Tasks;

namespace Faceptor.Data.Augmentation;

/// <summary>The preparation that each task family gets.</summary>
public static class SamplePreparers
{
    /// <summary>With random changes, for training.</summary>
    /// <param name="task">The task.</param>
    /// <param name="sidePx">Side of the prepared picture in pixels.</param>
    public static ISamplePreparer ForTraining(FaceTask task, int sidePx) => Create(task, sidePx, isTraining: true);

    /// <summary>Without random changes, for evaluation.</summary>
    /// <param name="task">The task.</param>
    /// <param name="sidePx">Side of the prepared picture in pixels.</param>
    public static ISamplePreparer ForEvaluation(FaceTask task, int sidePx) => Create(task, sidePx, isTraining: false);

    private static ISamplePreparer Create(FaceTask task, int sidePx, bool isTraining)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.Family switch
        {
            TaskFamily.Landmarks => new LandmarkPreparer(sidePx, isTraining),
            TaskFamily.Parsing => new ParsingPreparer(sidePx, isTraining),
            TaskFamily.Identity => new IdentityPreparer(sidePx, isTraining),
            _ => new AttributePreparer(sidePx, isTraining),
        };
    }
}
