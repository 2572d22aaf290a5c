namespace Faceptor.Synthetic;

/// <summary>Chooses the parameters of single images.</summary>
internal sealed record SyntheticFaceSampler
{
    /// <summary>Largest roll in degrees.</summary>
    public float RollDegrees { get; init; } = 8;

    /// <summary>Largest turn of the head in degrees.</summary>
    public float YawDegrees { get; init; } = 20;

    /// <summary>Largest nod in degrees.</summary>
    public float PitchDegrees { get; init; } = 8;

    /// <summary>Youngest and oldest age; null takes the identity's usual one.</summary>
    public (int Youngest, int Oldest)? Ages { get; init; }

    /// <summary>Ages from the first on and before the second are left out; null leaves out none.</summary>
    public (int From, int Before)? AgeGap { get; init; }

    /// <summary>How much more often than each other expression an image is neutral or happy.</summary>
    public float CalmWeight { get; init; } = 3;

    /// <summary>How often something is held before the face.</summary>
    public float OccluderChance { get; init; }

    /// <summary>How often an image is out of focus.</summary>
    public float BlurChance { get; init; } = 0.08f;

    /// <summary>Factor on how often people wear things.</summary>
    public float AccessoryFactor { get; init; } = 1;

    /// <summary>How often skin shines.</summary>
    public float ShinyChance { get; init; }

    /// <summary>How often an image has no colours.</summary>
    public float MonochromeChance { get; init; }

    public SyntheticFaceParameters Sample(SyntheticIdentity identity, SyntheticRandom random)
    {
        var age = Ages is { } span
            ? PickAge(random, span.Youngest, span.Oldest)
            : Math.Clamp(identity.UsualAgeYears + random.Below(5) - 2, 3, 78);
        var expression = (Expression)random.Weighted(CalmWeight, CalmWeight, 1, 1, 1, 1, 1);
        return Dress(random, new SyntheticFaceParameters
        {
            Identity = identity,
            AgeYears = age,
            Expression = expression,
            ExpressionStrengthRatio = random.Uniform(0.8f, 1f),
            ExpressionVariantRatio = random.Uniform(),
            RollDegrees = Spread(random, RollDegrees),
            YawDegrees = Spread(random, YawDegrees),
            PitchDegrees = Spread(random, PitchDegrees),
            GazeRatio = random.Chance(0.3f) ? random.Uniform(-1f, 1f) : 0,
            LightSideRatio = random.Uniform(-1f, 1f),
            BrightnessRatio = random.Uniform(0.8f, 1.07f),
            WarmthRatio = random.Uniform(-0.8f, 0.8f),
            Background = (SyntheticBackground)random.Below(5),
            Occluder = random.Chance(OccluderChance) ? (SyntheticOccluder)(1 + random.Below(3)) : SyntheticOccluder.None,
            BlurRatio = random.Chance(BlurChance) ? random.Uniform(0.02f, 0.024f) : 0,
            NoiseLevels = random.Uniform(0f, 5f),
            DetailSeed = (long)(random.NextBits() >> 1),
            HasShinySkin = random.Chance(ShinyChance),
            IsMonochrome = random.Chance(MonochromeChance),
        });
    }

    /// <summary>Within ±limit, the middle more often than the ends.</summary>
    private static float Spread(SyntheticRandom random, float limit) =>
        limit * (random.Uniform(-0.5f, 0.5f) + random.Uniform(-0.5f, 0.5f));

    private int PickAge(SyntheticRandom random, int youngest, int oldest)
    {
        var gap = AgeGap is { } years ? years.Before - years.From : 0;
        var age = youngest + random.Below(oldest - youngest + 1 - gap);
        return age >= AgeGap?.From ? age + gap : age;
    }

    private SyntheticFaceParameters Dress(SyntheticRandom random, SyntheticFaceParameters bare)
    {
        bool Wears(float chance) => random.Chance(chance * AccessoryFactor);
        var identity = bare.Identity;
        var isChild = bare.AgeYears < 15;
        var isWoman = !identity.IsMale && !isChild;
        var makeup = Wears(isWoman ? 0.55f : 0);
        var hidesNothing = !identity.HasBangs && !identity.HasRecedingHairline && identity.HairStyle is not (
            SyntheticHairStyle.Bald or SyntheticHairStyle.Bun);
        return bare with
        {
            HasGlasses = random.Chance(identity.WearsGlasses ? 0.85f : 0.05f),
            GlassesStyle = identity.Number % 4,
            HasHat = Wears(0.32f) && hidesNothing,
            HasEarrings = Wears(identity.IsMale ? 0.03f : 0.45f),
            HasNecklace = Wears(identity.IsMale ? 0.03f : 0.4f),
            HasNecktie = Wears(identity.IsMale && !isChild ? 0.32f : 0.01f),
            HasHeavyMakeup = makeup,
            HasLipstick = makeup || Wears(isWoman ? 0.2f : 0),
            HasRosyCheeks = makeup ? Wears(0.4f) : Wears(0.13f),
            HasEyeBags = random.Chance(bare.AgeYears < 25 ? 0.05f : bare.AgeYears < 45 ? 0.2f : 0.45f),
        };
    }
}
