using Faceptor.Data.Families;

namespace Faceptor.Data.Augmentation;

/// <summary>The preparation that each task gets.</summary>
/// <remarks>
/// The normalisation is the one that the network learns with or has learned with: that of the model's options.
/// </remarks>
internal static class SampleTransforms
{
    /// <summary>With random changes, for training.</summary>
    /// <param name="task">The task.</param>
    /// <param name="sidePx">Side of the prepared image in pixels.</param>
    /// <param name="normalization">The model's.</param>
    /// <param name="augmentation">Which effects; null is <see cref="AugmentationOptions.Published"/>.</param>
    public static ISampleTransform ForTraining(
        FaceTask task, int sidePx, InputNormalization normalization, AugmentationOptions? augmentation = null) =>
        Create(task, sidePx, normalization, augmentation ?? AugmentationOptions.Published);

    /// <summary>As much changed as a preset says, for training.</summary>
    /// <param name="task">The task.</param>
    /// <param name="sidePx">Side of the prepared image in pixels.</param>
    /// <param name="normalization">The model's.</param>
    /// <param name="preset">How much; <see cref="AugmentationPreset.None"/> prepares as for evaluation.</param>
    public static ISampleTransform ForTraining(
        FaceTask task, int sidePx, InputNormalization normalization, AugmentationPreset preset) =>
        preset == AugmentationPreset.None
            ? ForEvaluation(task, sidePx, normalization)
            : ForTraining(task, sidePx, normalization, AugmentationOptions.Of(preset));

    /// <summary>Without random changes, for evaluation.</summary>
    /// <param name="task">The task; identity is prepared as for verification, without mirroring.</param>
    /// <param name="sidePx">Side of the prepared image in pixels.</param>
    /// <param name="normalization">The model's.</param>
    public static ISampleTransform ForEvaluation(FaceTask task, int sidePx, InputNormalization normalization) =>
        Create(task, sidePx, normalization, null);

    private static ISampleTransform Create(
        FaceTask task, int sidePx, InputNormalization normalization, AugmentationOptions? augmentation)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(normalization);
        return FamilySamples.Of(task.Family)
            .CreateTransform(task, sidePx, normalization.Of(task.Family), augmentation);
    }
}
