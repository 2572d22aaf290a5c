namespace Faceptor.Synthetic.Drawing;

/// <summary>
/// What an expression does to the parts of the face, in face units (y down, so negative is up) and ratios.
/// </summary>
internal sealed record FaceAction
{
    /// <summary>Shift of the inner ends of the brows.</summary>
    public float BrowInner { get; private init; }

    /// <summary>Shift of the middle and outer parts of the brows.</summary>
    public float BrowOuter { get; private init; }

    /// <summary>Factor on the arch of the brows.</summary>
    public float BrowArch { get; private init; } = 1;

    /// <summary>How far the brows move together.</summary>
    public float BrowFurrow { get; private init; }

    /// <summary>Factor on the opening of the eyes.</summary>
    public float EyeOpening { get; private init; } = 1;

    /// <summary>How far the lower lid moves up, over its depth.</summary>
    public float LowerLid { get; private init; }

    /// <summary>Drop of the outer half of the upper lid.</summary>
    public float LidDroop { get; private init; }

    /// <summary>Shift of the mouth corners.</summary>
    public float MouthCorner { get; private init; }

    /// <summary>Factor on the width of the mouth.</summary>
    public float MouthWidth { get; private init; } = 1;

    /// <summary>Gap between the lips.</summary>
    public float MouthOpen { get; private init; }

    /// <summary>0 a slit that tapers to the corners, 1 a round hole.</summary>
    public float MouthRound { get; private init; }

    /// <summary>How far the upper lip is pulled up in the middle.</summary>
    public float UpperLip { get; private init; }

    /// <summary>Wrinkles on the bridge of the nose, 0 to 1.</summary>
    public float NoseWrinkle { get; private init; }

    /// <summary>Furrows between the brows, 0 to 1.</summary>
    public float Frown { get; private init; }

    /// <summary>Lines on the forehead from raised brows, 0 to 1.</summary>
    public float ForeheadLines { get; private init; }

    /// <summary>Raised cheeks, 0 to 1.</summary>
    public float CheekRaise { get; private init; }

    /// <summary>Whether the upper teeth show.</summary>
    public bool UpperTeeth { get; private init; }

    /// <summary>Whether both rows of teeth show.</summary>
    public bool ClenchedTeeth { get; private init; }

    public static FaceAction For(Expression expression, float strength, float variant)
    {
        var s = strength;
        var low = variant < 0.5f;
        var grade = low ? variant * 2 : (variant - 0.5f) * 2; // how far within the chosen form, 0 to 1
        return expression switch
        {
            Expression.Happy => new FaceAction
            {
                BrowOuter = -0.03f * s,
                EyeOpening = 1 - (0.15f * s),
                LowerLid = 0.4f * s,
                MouthCorner = -0.25f * s,
                MouthWidth = 1 + (0.42f * s),
                MouthOpen = variant < 0.3f ? 0 : 0.14f + (0.14f * s * grade),
                UpperTeeth = true,
                CheekRaise = s,
            },
            Expression.Sad => new FaceAction
            {
                BrowInner = -0.22f * s,
                BrowOuter = 0.13f * s,
                BrowFurrow = 0.03f * s,
                EyeOpening = 1 - (0.32f * s),
                LidDroop = 0.7f * s,
                MouthCorner = 0.25f * s,
                MouthWidth = 1 - (0.08f * s),
            },
            Expression.Surprise => new FaceAction
            {
                BrowInner = -0.24f * s,
                BrowOuter = -0.27f * s,
                EyeOpening = 1 + (0.5f * s),
                LowerLid = -0.15f * s,
                MouthCorner = -0.01f,
                MouthWidth = 1 - (0.36f * s),
                MouthOpen = 0.28f + (0.16f * s * (0.4f + (0.6f * grade))),
                MouthRound = 1,
                ForeheadLines = s,
            },
            Expression.Fear => new FaceAction
            {
                BrowInner = -0.26f * s,
                BrowOuter = 0.02f * s,
                BrowFurrow = 0.09f * s,
                EyeOpening = 1 + (0.45f * s),
                LowerLid = 0.1f * s,
                MouthCorner = 0.16f * s,
                MouthWidth = 1 + (0.34f * s),
                MouthOpen = 0.17f + (0.1f * s * grade),
                MouthRound = 0.55f,
                ClenchedTeeth = true,
                ForeheadLines = 0.6f * s,
            },
            Expression.Disgust => new FaceAction
            {
                BrowInner = 0.13f * s,
                BrowOuter = 0.11f * s,
                BrowArch = 1 - (0.6f * s),
                BrowFurrow = 0.04f * s,
                EyeOpening = 1 - (0.5f * s),
                LowerLid = 0.65f * s,
                MouthCorner = 0.12f * s,
                MouthWidth = 1 - (0.12f * s),
                MouthOpen = low ? 0 : 0.14f + (0.08f * s * grade),
                UpperLip = -0.16f * s,
                UpperTeeth = true,
                NoseWrinkle = s,
                CheekRaise = 0.5f * s,
            },
            Expression.Anger => new FaceAction
            {
                BrowInner = 0.2f * s,
                BrowOuter = -0.17f * s,
                BrowFurrow = 0.1f * s,
                LowerLid = 0.2f * s,
                MouthCorner = 0.08f * s,
                MouthWidth = low ? 1 - (0.12f * s) : 1 + (0.16f * s),
                MouthOpen = low ? 0 : 0.17f + (0.08f * s * grade),
                MouthRound = 0.8f,
                ClenchedTeeth = true,
                Frown = s,
            },
            _ => new FaceAction
            {
                MouthOpen = variant > 0.85f ? 0.14f : 0,
                MouthCorner = 0.012f,
            },
        };
    }
}
