namespace Faceptor.Data.Augmentation;

/// <summary>How much training pictures are changed at random.</summary>
public enum AugmentationPreset
{
    /// <summary>Every effect of the published recipe: <see cref="AugmentationOptions.Published"/>.</summary>
    Published,

    /// <summary>Geometry and mirroring only: <see cref="AugmentationOptions.Light"/>.</summary>
    Light,

    /// <summary>
    /// Nothing is random: pictures as in evaluation. For short runs over a frozen encoder, which then sees each picture
    /// once.
    /// </summary>
    None,
}
