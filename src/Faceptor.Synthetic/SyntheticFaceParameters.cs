namespace Faceptor.Synthetic;

/// <summary>Everything that decides one drawn image; drawing adds no chance of its own.</summary>
public sealed record SyntheticFaceParameters
{
    /// <summary>Who is drawn.</summary>
    public required SyntheticIdentity Identity { get; init; }

    /// <summary>Age in years, 1 to 90: proportions, wrinkles, grey hair.</summary>
    public required int AgeYears { get; init; }

    /// <summary>The expression.</summary>
    public required Expression Expression { get; init; }

    /// <summary>How strong the expression is, 0 to 1.</summary>
    public float ExpressionStrengthRatio { get; init; } = 1;

    /// <summary>Which of its forms the expression takes, 0 to 1: mouth open or closed, and how far.</summary>
    public float ExpressionVariantRatio { get; init; }

    /// <summary>Rotation in the image, clockwise positive.</summary>
    public float RollDegrees { get; init; }

    /// <summary>Turn of the head; positive faces the viewer's right.</summary>
    public float YawDegrees { get; init; }

    /// <summary>Nod of the head; positive looks down.</summary>
    public float PitchDegrees { get; init; }

    /// <summary>Direction of the gaze, −1 the viewer's left to 1 the right.</summary>
    public float GazeRatio { get; init; }

    /// <summary>Side the light comes from, −1 the viewer's left to 1 the right.</summary>
    public float LightSideRatio { get; init; }

    /// <summary>Brightness of the image; 1 is plain.</summary>
    public float BrightnessRatio { get; init; } = 1;

    /// <summary>Colour of the light, −1 blue to 1 orange.</summary>
    public float WarmthRatio { get; init; }

    /// <summary>Glasses.</summary>
    public bool HasGlasses { get; init; }

    /// <summary>Look of the glasses, 0 to 3: round, square, thin, dark rim.</summary>
    public int GlassesStyle { get; init; }

    /// <summary>Whether the glasses are dark ones.</summary>
    public bool HasTintedGlasses => HasGlasses && GlassesStyle == 3;

    /// <summary>A hat; it hides the top of the hair.</summary>
    public bool HasHat { get; init; }

    /// <summary>Earrings.</summary>
    public bool HasEarrings { get; init; }

    /// <summary>A necklace.</summary>
    public bool HasNecklace { get; init; }

    /// <summary>A necktie on a shirt.</summary>
    public bool HasNecktie { get; init; }

    /// <summary>Coloured lips.</summary>
    public bool HasLipstick { get; init; }

    /// <summary>Eye shadow, liner and powder.</summary>
    public bool HasHeavyMakeup { get; init; }

    /// <summary>Red cheeks.</summary>
    public bool HasRosyCheeks { get; init; }

    /// <summary>Bags under the eyes.</summary>
    public bool HasEyeBags { get; init; }

    /// <summary>Skin that mirrors the light on forehead, nose and cheeks.</summary>
    public bool HasShinySkin { get; init; }

    /// <summary>What stands behind the face.</summary>
    public SyntheticBackground Background { get; init; }

    /// <summary>What covers part of the face; its pixels are background in the label map.</summary>
    public SyntheticOccluder Occluder { get; init; }

    /// <summary>A photograph without colours.</summary>
    public bool IsMonochrome { get; init; }

    /// <summary>Standard deviation of the blur over the width of the image; 0 is sharp.</summary>
    public float BlurRatio { get; init; }

    /// <summary>Standard deviation of the noise, in levels of 255.</summary>
    public float NoiseLevels { get; init; }

    /// <summary>Starts the choices that carry no label: clothes, spots, strands.</summary>
    public long DetailSeed { get; init; }

    /// <summary>
    /// How much of the hair is grey, 0 to 1; it follows from the age. Between 49 and 50 years it leaves the gap that
    /// every property leaves which decides an attribute.
    /// </summary>
    public float GreyRatio => AgeYears < 50
        ? 0.38f * Math.Clamp((AgeYears - 28f) / 22f, 0f, 1f)
        : 0.62f + (0.38f * Math.Clamp((AgeYears - 50f) / 22f, 0f, 1f));

    /// <summary>The beard in this image; nobody younger than 20 has one.</summary>
    public SyntheticBeard Beard => AgeYears < 20 ? SyntheticBeard.None : Identity.Beard;

    /// <summary>The cut in this image; nobody younger than 20 is bald.</summary>
    public SyntheticHairStyle HairStyle =>
        AgeYears < 20 && Identity.HairStyle == SyntheticHairStyle.Bald ? SyntheticHairStyle.Buzz : Identity.HairStyle;

    /// <summary>Whether the hairline recedes in this image; not before 25.</summary>
    public bool HasRecedingHairline => Identity.HasRecedingHairline && AgeYears >= 25;
}
