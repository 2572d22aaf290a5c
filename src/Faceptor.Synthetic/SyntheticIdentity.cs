namespace Faceptor.Synthetic;

/// <summary>
/// What stays the same over all images of one drawn identity: proportions, colours, hair and beard. Lengths are in face
/// units,
/// half the width of an average adult face; the eyes lie at height 0, y runs down.
/// </summary>
/// <remarks>
/// Properties that decide an attribute leave a gap between yes and no: a nose is big or it is not, none lies between.
/// </remarks>
public sealed record SyntheticIdentity
{
    /// <summary>The identity's number within the seed.</summary>
    public required int Number { get; init; }

    /// <summary>Whether drawn as a man: brows, jaw, neck, lashes, hair, beard.</summary>
    public required bool IsMale { get; init; }

    /// <summary>The outline of the face.</summary>
    public required SyntheticFaceShape Shape { get; init; }

    /// <summary>Full cheeks on a broad face.</summary>
    public required bool IsChubby { get; init; }

    /// <summary>A second fold below the chin.</summary>
    public required bool HasDoubleChin { get; init; }

    /// <summary>Cheekbones drawn as light above shade.</summary>
    public required bool HasHighCheekbones { get; init; }

    /// <summary>Half the width of the face.</summary>
    public required float FaceWidth { get; init; }

    /// <summary>From the eyes to the chin.</summary>
    public required float ChinHeight { get; init; }

    /// <summary>From the middle of the face to an eye.</summary>
    public required float EyeSpacing { get; init; }

    /// <summary>Half the width of an eye.</summary>
    public required float EyeSize { get; init; }

    /// <summary>Height of the open eye over its width; below 0.36 the eye counts as narrow.</summary>
    public required float EyeOpennessRatio { get; init; }

    /// <summary>How much higher the outer corner lies, over the eye's half width.</summary>
    public required float EyeTiltRatio { get; init; }

    /// <summary>Index into the iris colours.</summary>
    public required int IrisColour { get; init; }

    /// <summary>Thickness of the brows; bushy from 0.1.</summary>
    public required float BrowThickness { get; init; }

    /// <summary>Rise of the brow between its ends; arched from 0.09.</summary>
    public required float BrowArch { get; init; }

    /// <summary>From the eye up to the brow.</summary>
    public required float BrowHeight { get; init; }

    /// <summary>From the eyes to the base of the nose.</summary>
    public required float NoseLength { get; init; }

    /// <summary>Half the width of the nose; big from 0.25.</summary>
    public required float NoseWidth { get; init; }

    /// <summary>Whether the tip is a point instead of a ball.</summary>
    public required bool HasPointyNose { get; init; }

    /// <summary>Half the width of the mouth at rest.</summary>
    public required float MouthWidth { get; init; }

    /// <summary>From the base of the nose to the mouth.</summary>
    public required float MouthDrop { get; init; }

    /// <summary>Thickness of the lower lip; big from 0.13.</summary>
    public required float LipFullness { get; init; }

    /// <summary>Height of the ears.</summary>
    public required float EarSize { get; init; }

    /// <summary>Index into the skin tones, from pale to deep.</summary>
    public required int SkinTone { get; init; }

    /// <summary>Fine differences within a skin tone, −1 to 1.</summary>
    public required float SkinShade { get; init; }

    /// <summary>Whether cheeks and nose carry freckles.</summary>
    public required bool HasFreckles { get; init; }

    /// <summary>Where a mole sits: −1 none, else one of six places.</summary>
    public required int MolePlace { get; init; }

    /// <summary>Hair colour before greying.</summary>
    public required SyntheticHairColour HairColour { get; init; }

    /// <summary>Fine differences within a hair colour, −1 to 1.</summary>
    public required float HairShade { get; init; }

    /// <summary>The cut.</summary>
    public required SyntheticHairStyle HairStyle { get; init; }

    /// <summary>How the strands run.</summary>
    public required SyntheticHairTexture HairTexture { get; init; }

    /// <summary>Whether a fringe covers the forehead.</summary>
    public required bool HasBangs { get; init; }

    /// <summary>Whether the hairline runs far back at the temples.</summary>
    public required bool HasRecedingHairline { get; init; }

    /// <summary>On which side the hair parts: −1 the viewer's left, 1 the right.</summary>
    public required int PartingSide { get; init; }

    /// <summary>The beard worn from 20 years on.</summary>
    public required SyntheticBeard Beard { get; init; }

    /// <summary>Whether glasses belong to the identity.</summary>
    public required bool WearsGlasses { get; init; }

    /// <summary>The age in most images of the identity.</summary>
    public required int UsualAgeYears { get; init; }

    /// <summary>Creates an identity; the same seed and number always give the same one.</summary>
    /// <param name="seed">The seed of the whole data set.</param>
    /// <param name="number">The identity's number.</param>
    public static SyntheticIdentity Create(long seed, int number)
    {
        var random = SyntheticRandom.For(seed, "person", number);
        var isMale = random.Chance(0.5f);
        var shape = (SyntheticFaceShape)random.Weighted(0.34f, 0.22f, 0.24f, 0.2f);
        var isOval = shape == SyntheticFaceShape.Oval;
        var isChubby = !isOval && random.Chance(shape == SyntheticFaceShape.Round ? 0.45f : 0.2f);
        // Plain, big, pointy.
        var nose = isMale ? random.Weighted(0.36f, 0.44f, 0.2f) : random.Weighted(0.48f, 0.14f, 0.38f);
        var style = PickStyle(random, isMale);
        var texture = style switch
        {
            SyntheticHairStyle.Bald or SyntheticHairStyle.Buzz => SyntheticHairTexture.Plain,
            SyntheticHairStyle.Curly => SyntheticHairTexture.Wavy,
            _ => random.Chance(0.5f) ? SyntheticHairTexture.Straight : SyntheticHairTexture.Wavy,
        };
        var canHaveBangs =
            style is SyntheticHairStyle.Short or SyntheticHairStyle.Bob or SyntheticHairStyle.Long or SyntheticHairStyle.Bun;
        var hasBangs = canHaveBangs && random.Chance(0.45f);
        var canRecede =
            !hasBangs && style is SyntheticHairStyle.Short or SyntheticHairStyle.SidePart or SyntheticHairStyle.Buzz;
        return new SyntheticIdentity
        {
            Number = number,
            IsMale = isMale,
            Shape = shape,
            IsChubby = isChubby,
            HasDoubleChin = random.Chance(isChubby ? 0.66f : 0.05f),
            HasHighCheekbones = !isChubby && random.Chance(isMale ? 0.28f : 0.52f),
            FaceWidth = isChubby ? random.Uniform(1.18f, 1.24f)
                : isOval ? random.Uniform(0.87f, 0.91f)
                : random.Uniform(0.99f, 1.05f),
            ChinHeight = random.Uniform(-0.05f, 0.05f) + shape switch
            {
                SyntheticFaceShape.Oval => 1.52f,
                SyntheticFaceShape.Round => 1.34f,
                SyntheticFaceShape.Square => 1.4f,
                _ => 1.5f,
            },
            EyeSpacing = random.Uniform(0.4f, 0.46f),
            EyeSize = random.Uniform(0.215f, 0.24f),
            EyeOpennessRatio = random.Chance(0.22f) ? random.Uniform(0.18f, 0.22f) : random.Uniform(0.56f, 0.66f),
            EyeTiltRatio = random.Uniform(-0.14f, 0.2f),
            IrisColour = random.Weighted(0.24f, 0.2f, 0.2f, 0.16f, 0.1f, 0.1f),
            BrowThickness = random.Chance(isMale ? 0.5f : 0.06f)
                ? random.Uniform(0.155f, 0.18f)
                : random.Uniform(0.045f, 0.06f),
            BrowArch = random.Chance(isMale ? 0.08f : 0.58f) ? random.Uniform(0.2f, 0.24f) : random.Uniform(0f, 0.03f),
            BrowHeight = random.Uniform(0.33f, 0.38f),
            NoseLength = random.Uniform(0.48f, 0.56f) + (nose == 2 ? 0.06f : 0),
            NoseWidth = nose switch
            {
                0 => random.Uniform(0.17f, 0.2f),
                1 => random.Uniform(0.31f, 0.36f),
                _ => random.Uniform(0.12f, 0.14f),
            },
            HasPointyNose = nose == 2,
            MouthWidth = random.Uniform(0.29f, 0.39f),
            MouthDrop = random.Uniform(0.29f, 0.35f),
            LipFullness = random.Chance(isMale ? 0.18f : 0.42f)
                ? random.Uniform(0.22f, 0.25f)
                : random.Uniform(0.065f, 0.085f),
            EarSize = random.Uniform(0.44f, 0.58f),
            SkinTone = random.Weighted(0.17f, 0.2f, 0.18f, 0.14f, 0.12f, 0.1f, 0.09f),
            SkinShade = random.Uniform(-1f, 1f),
            HasFreckles = random.Chance(0.12f),
            MolePlace = random.Chance(0.25f) ? random.Below(6) : -1,
            HairColour = (SyntheticHairColour)random.Weighted(0.32f, 0.32f, 0.26f, 0.1f),
            HairShade = random.Uniform(-1f, 1f),
            HairStyle = style,
            HairTexture = texture,
            HasBangs = hasBangs,
            HasRecedingHairline = canRecede && random.Chance(isMale ? 0.55f : 0.1f),
            PartingSide = random.Chance(0.5f) ? -1 : 1,
            Beard = isMale ? PickBeard(random) : SyntheticBeard.None,
            WearsGlasses = random.Chance(0.2f),
            UsualAgeYears = random.Chance(0.12f) ? random.Below(14) + 4 : random.Below(58) + 18,
        };
    }

    private static SyntheticHairStyle PickStyle(SyntheticRandom random, bool isMale) => isMale
        ? (SyntheticHairStyle)random.Weighted(0.2f, 0.12f, 0.3f, 0.25f, 0.08f, 0f, 0.05f, 0f)
        : (SyntheticHairStyle)random.Weighted(0f, 0.01f, 0.06f, 0.05f, 0.1f, 0.24f, 0.4f, 0.14f);

    private static SyntheticBeard PickBeard(SyntheticRandom random) =>
        random.Weighted(0.24f, 0.24f, 0.12f, 0.16f, 0.14f, 0.1f) switch
        {
            0 => SyntheticBeard.None,
            1 => SyntheticBeard.Stubble,
            2 => SyntheticBeard.Moustache,
            3 => SyntheticBeard.Goatee | SyntheticBeard.Moustache,
            4 => SyntheticBeard.Goatee | SyntheticBeard.Moustache | SyntheticBeard.Sideburns | SyntheticBeard.Jaw,
            _ => SyntheticBeard.Sideburns,
        };
}
