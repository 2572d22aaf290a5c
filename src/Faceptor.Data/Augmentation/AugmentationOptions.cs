namespace Faceptor.Data.Augmentation;

/// <summary>
/// Which random effects training images get beside what their family always gets: mirroring, or rotation, scale and
/// shift.
/// </summary>
/// <remarks>
/// An effect that is off takes no draws, so switching one changes those after it. Probabilities and strengths are those
/// of the published recipe.
/// </remarks>
public sealed record AugmentationOptions
{
    /// <summary>Every effect. Paper: Sec. 4.1; numbers of the released configuration.</summary>
    public static AugmentationOptions Published { get; } = new();

    /// <summary>
    /// None of the effects: geometry and mirroring only, and images framed in training as in testing. Our choice, for
    /// short runs of small networks.
    /// </summary>
    public static AugmentationOptions Light { get; } = new()
    {
        CropsToSquare = false,
        UsesRandAugment = false,
        UsesRandomErasing = false,
        UsesOcclusion = false,
        UsesNoiseFusion = false,
        UsesGray = false,
        UsesGamma = false,
        UsesBlur = false,
    };

    /// <summary>
    /// Age, expression, attributes: the largest centred square of the image; off takes the whole image and does not
    /// keep its aspect, as in testing.
    /// </summary>
    /// <remarks>
    /// Released configuration. A network that learns from nothing for a few minutes does not bridge the difference: of
    /// CelebA's 218 rows it sees 178 in training, and all of them, pressed together, in testing.
    /// </remarks>
    public bool CropsToSquare { get; init; } = true;

    /// <summary>Age, expression, attributes: two of fifteen operations on tones, colours and geometry.</summary>
    public bool UsesRandAugment { get; init; } = true;

    /// <summary>Age, expression, attributes: a rectangle of noise.</summary>
    public bool UsesRandomErasing { get; init; } = true;

    /// <summary>Landmarks: a black rectangle.</summary>
    public bool UsesOcclusion { get; init; } = true;

    /// <summary>Landmarks: noise mixed in.</summary>
    public bool UsesNoiseFusion { get; init; } = true;

    /// <summary>Landmarks, parsing: colours removed.</summary>
    public bool UsesGray { get; init; } = true;

    /// <summary>Landmarks, parsing: brighter or darker.</summary>
    public bool UsesGamma { get; init; } = true;

    /// <summary>Landmarks, parsing: box blur.</summary>
    public bool UsesBlur { get; init; } = true;

    /// <summary>The options that a preset stands for.</summary>
    /// <param name="preset">A preset with random changes.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such preset, or it has no random changes.</exception>
    public static AugmentationOptions Of(AugmentationPreset preset) => preset switch
    {
        AugmentationPreset.Published => Published,
        AugmentationPreset.Light => Light,
        _ => throw new ArgumentOutOfRangeException(
            nameof(preset), preset, "Published or Light was expected."),
    };
}

/// <summary>How much training images are changed at random.</summary>
public enum AugmentationPreset
{
    /// <summary>Every effect of the published recipe: <see cref="AugmentationOptions.Published"/>.</summary>
    Published,

    /// <summary>Geometry and mirroring only: <see cref="AugmentationOptions.Light"/>.</summary>
    Light,

    /// <summary>
    /// Nothing is random: images as in evaluation. For short runs over a frozen encoder, which then sees each image
    /// once.
    /// </summary>
    None,
}
