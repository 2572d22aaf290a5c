using Faceptor.Core.Tasks;

namespace Faceptor.Data.Augmentation;

/// <summary>The preparation that each task gets.</summary>
public static class SamplePreparers
{
    /// <summary>With random changes, for training.</summary>
    /// <param name="task">The task.</param>
    /// <param name="sidePx">Side of the prepared picture in pixels.</param>
    /// <param name="augmentation">Which effects; null is <see cref="AugmentationOptions.Published"/>.</param>
    public static ISamplePreparer ForTraining(
        FaceTask task, int sidePx, AugmentationOptions? augmentation = null) =>
        Create(task, sidePx, augmentation ?? AugmentationOptions.Published);

    /// <summary>As much changed as a preset says, for training.</summary>
    /// <param name="task">The task.</param>
    /// <param name="sidePx">Side of the prepared picture in pixels.</param>
    /// <param name="preset">How much; <see cref="AugmentationPreset.None"/> prepares as for evaluation.</param>
    public static ISamplePreparer ForTraining(FaceTask task, int sidePx, AugmentationPreset preset) =>
        preset == AugmentationPreset.None
            ? ForEvaluation(task, sidePx)
            : ForTraining(task, sidePx, AugmentationOptions.Of(preset));

    /// <summary>Without random changes, for evaluation.</summary>
    /// <param name="task">The task.</param>
    /// <param name="sidePx">Side of the prepared picture in pixels.</param>
    public static ISamplePreparer ForEvaluation(FaceTask task, int sidePx) => Create(task, sidePx, null);

    private static ISamplePreparer Create(FaceTask task, int sidePx, AugmentationOptions? augmentation)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.Family switch
        {
            TaskFamily.Landmarks => new LandmarkPreparer(sidePx, augmentation, DenseJitter.For(task)),
            TaskFamily.Parsing =>
                new ParsingPreparer(sidePx, augmentation, needsPoints: task.Equals(FaceTasks.ParsingLaPa)),
            TaskFamily.Identity => new IdentityPreparer(sidePx, isTraining: augmentation is not null),
            _ => new AttributePreparer(sidePx, augmentation),
        };
    }
}
