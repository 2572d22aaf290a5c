using System.Numerics;

namespace Faceptor.Synthetic.Drawing;

/// <summary>
/// Where the parts of one face lie: the identity's proportions changed by age, expression and the turn of the head, in
/// face units
/// (half an average face width; eyes at height 0, y down). Landmarks and painted curves both come from here.
/// </summary>
internal sealed class FaceGeometry
{
    private readonly float _sinYaw;
    private readonly float _cosYaw;
    private readonly float _sinPitch;
    private readonly float _cosPitch;
    private readonly float _bodySin;
    private readonly float _bodyCos;

    public FaceGeometry(SyntheticFaceParameters parameters)
    {
        var identity = parameters.Identity;
        Parameters = parameters;
        Action = FaceAction.For(
            parameters.Expression, parameters.ExpressionStrengthRatio, parameters.ExpressionVariantRatio);
        var yaw = parameters.YawDegrees * MathF.PI / 180;
        var pitch = parameters.PitchDegrees * MathF.PI / 180;
        (_sinYaw, _cosYaw) = MathF.SinCos(yaw);
        (_sinPitch, _cosPitch) = MathF.SinCos(pitch);
        // The body follows the roll of the head only in part.
        (_bodySin, _bodyCos) = MathF.SinCos(-0.55f * parameters.RollDegrees * MathF.PI / 180);

        Childhood = Math.Clamp((20f - parameters.AgeYears) / 17f, 0f, 1f);
        Ageing = Math.Clamp((parameters.AgeYears - 22f) / 58f, 0f, 1f);
        HalfWidth = identity.FaceWidth * (1 + (0.04f * Childhood));
        Chin = (identity.ChinHeight * (1 - (0.17f * Childhood))) + (0.45f * Action.MouthOpen);
        SkullTop = -1.22f - (0.1f * Childhood);
        EyeHalfWidth = identity.EyeSize * (1 + (0.3f * Childhood) - (0.1f * Ageing));
        NoseHalfWidth = identity.NoseWidth * (1 - (0.2f * Childhood) + (0.12f * Ageing));
        NoseBase = identity.NoseLength * (1 - (0.22f * Childhood) + (0.06f * Ageing));
        MouthCentre = NoseBase + (identity.MouthDrop * (1 - (0.15f * Childhood))) + (0.12f * Action.MouthOpen);
        MouthHalfWidth = identity.MouthWidth * (1 - (0.12f * Childhood)) * Action.MouthWidth;
        LipThickness = identity.LipFullness * (1 - (0.25f * Ageing));
        Landmarks = new Vector2[68];
        PlaceContour();
        PlaceBrows();
        PlaceNose();
        PlaceEyes();
        MouthPoints.Place(this);
    }

    public SyntheticFaceParameters Parameters { get; }

    public SyntheticIdentity Identity => Parameters.Identity;

    public FaceAction Action { get; }

    /// <summary>1 at three years and below, 0 from twenty on.</summary>
    public float Childhood { get; }

    /// <summary>0 up to 22 years, 1 from eighty on.</summary>
    public float Ageing { get; }

    public float HalfWidth { get; }

    public float Chin { get; }

    public float SkullTop { get; }

    public float EyeHalfWidth { get; }

    public float NoseHalfWidth { get; }

    public float NoseBase { get; }

    /// <summary>Height of the wings of the nose.</summary>
    public float NoseWing => NoseBase - 0.08f - (0.03f * Action.NoseWrinkle);

    /// <summary>Half the width of the nose in this expression.</summary>
    public float NoseWingHalfWidth => NoseHalfWidth * (1 + (0.12f * Action.NoseWrinkle));

    public float MouthCentre { get; }

    public float MouthHalfWidth { get; }

    public float LipThickness { get; }

    /// <summary>Whether the open mouth shows teeth.</summary>
    public bool ShowsTeeth =>
        Action.MouthOpen > 0 && (Action.UpperTeeth || Action.ClenchedTeeth || Action.MouthOpen > 0.25f);

    /// <summary>How deep the lines from nose to mouth are: they grow with the age, a smile deepens them.</summary>
    public float NoseMouthLines => (1 - Childhood)
        * (0.05f + (0.8f * Math.Clamp((Parameters.AgeYears - 18f) / 50f, 0f, 1f)) + (0.3f * Action.CheekRaise));

    /// <summary>The 68 points in 300W's order.</summary>
    public Vector2[] Landmarks { get; }

    public ReadOnlySpan<Vector2> Contour => Landmarks.AsSpan(0, 17);

    /// <summary>Eyes, nose tip, mouth corners: what faces are aligned by.</summary>
    public Vector2[] FivePoints =>
    [
        (Landmarks[36] + Landmarks[39]) / 2, (Landmarks[42] + Landmarks[45]) / 2, Landmarks[30], Landmarks[48],
        Landmarks[54],
    ];

    /// <summary>A place in space, seen from the front after the head has turned.</summary>
    public Vector2 Project(float x, float y, float z)
    {
        var turnedX = (x * _cosYaw) + (z * _sinYaw);
        var turnedZ = (z * _cosYaw) - (x * _sinYaw);
        return new Vector2(turnedX, 0.3f + ((y - 0.3f) * _cosPitch) + (turnedZ * _sinPitch));
    }

    /// <summary>A place on the skin, raised by <paramref name="lift"/>.</summary>
    public Vector2 On(float x, float y, float lift = 0)
    {
        var across = x / (HalfWidth * 1.05f);
        var along = (y - 0.25f) / 1.7f;
        return Project(x, y, (0.45f * Math.Max(0, 1 - (across * across) - (along * along))) + lift);
    }

    /// <summary>A place on the shoulders, which turn and roll less than the head.</summary>
    public Vector2 Body(float x, float y)
    {
        var fromPivot = new Vector2(x, y - 1.2f);
        return new Vector2(
            (fromPivot.X * _bodyCos) - (fromPivot.Y * _bodySin),
            1.2f + (fromPivot.X * _bodySin) + (fromPivot.Y * _bodyCos));
    }

    /// <summary>The eye's middle, on the side −1 (viewer's left) or 1.</summary>
    public Vector2 EyeCentre(int side)
    {
        var first = side < 0 ? 36 : 42;
        return (Landmarks[first] + Landmarks[first + 3]) / 2;
    }

    /// <summary>A point of the contour, from the viewer's left ear (0) over the chin (0.5) to the other (1).</summary>
    public Vector2 ContourAt(float ratio)
    {
        var (squareness, taper) = Identity.Shape switch
        {
            SyntheticFaceShape.Oval => (2.15f, 0.1f),
            SyntheticFaceShape.Round => (2.3f, 0f),
            SyntheticFaceShape.Square => (3.1f, 0.04f),
            _ => (1.95f, 0.2f),
        };
        squareness += Identity.IsMale ? 0.12f : -0.08f;
        squareness -= 0.2f * Childhood;
        const float start = -0.08f;
        var height = Chin - start;
        // Old cheeks sag to the jaw; full cheeks bulge above it.
        var jowl = (0.05f * Ageing) + (Identity.IsChubby ? 0.05f : 0f) + (0.05f * Childhood);
        var (sin, cos) = MathF.SinCos(ratio * MathF.PI);
        sin = Math.Max(0, sin); // sin π is a little below 0
        var down = MathF.Pow(sin, 2 / squareness);
        var x = -HalfWidth * MathF.Sign(cos) * MathF.Pow(MathF.Abs(cos), 2 / squareness);
        x *= 1 - (taper * down * down) + (jowl * MathF.Sin(MathF.PI * Math.Clamp((down - 0.2f) / 0.8f, 0f, 1f)));
        return Project(x, start + (height * down), 0.05f * down);
    }

    /// <summary>Half the thickness of a brow at its five points, in the order of the landmarks.</summary>
    public float[] BrowHalfWidths(int side)
    {
        var half = Identity.BrowThickness * (1 - (0.25f * Childhood)) / 2;
        float[] outwardIn = [half * 0.45f, half * 0.85f, half * 1.05f, half * 1.2f, half * 1.05f];
        if (side > 0)
        {
            Array.Reverse(outwardIn);
        }

        return outwardIn;
    }

    /// <summary>The middle of the iris, on the side −1 (viewer's left) or 1.</summary>
    public Vector2 Iris(int side) => EyeCentre(side) + new Vector2(
        EyeHalfWidth * ((0.3f * Parameters.GazeRatio) + (0.06f * MathF.Sign(Parameters.YawDegrees))), -0.02f);

    /// <summary>The outline of the nose, from the viewer's left of the bridge around its base to the right.</summary>
    public Vector2[] NoseOutline()
    {
        var (w, wing, l) = (NoseWingHalfWidth, NoseWing, Landmarks);
        return
        [
            On(-0.06f, -0.1f, 0.04f), On(-0.075f, 0.12f, 0.1f), On(-w * 0.6f, wing - 0.12f, 0.1f),
            On(-w, wing, 0.05f), On(-w * 0.94f, wing + 0.09f, 0.04f), l[32], l[33], l[34],
            On(w * 0.94f, wing + 0.09f, 0.04f), On(w, wing, 0.05f), On(w * 0.6f, wing - 0.12f, 0.1f),
            On(0.075f, 0.12f, 0.1f), On(0.06f, -0.1f, 0.04f),
        ];
    }

    private void PlaceContour()
    {
        for (var i = 0; i < 17; i++)
        {
            Landmarks[i] = ContourAt(i / 16f);
        }
    }

    private void PlaceBrows()
    {
        for (var i = 0; i < 5; i++)
        {
            var outward = 1 - (i / 4f); // 1 at the outer end, 0 at the inner
            var halfLength = 0.3f * (1 - (0.1f * Childhood));
            var x = Identity.EyeSpacing - halfLength - Action.BrowFurrow + (2.05f * halfLength * outward);
            var arch = MathF.Sin(MathF.PI * Math.Clamp(outward * 0.85f, 0f, 1f));
            var shift = (Action.BrowInner * Math.Max(0, 1 - (outward * 1.6f)))
                + (Action.BrowOuter * Math.Clamp(outward * 1.7f, 0f, 1f));
            var rest = -Identity.BrowHeight - (0.04f * Childhood) + (0.03f * Ageing);
            var y = rest - ((0.02f + (Identity.BrowArch * Action.BrowArch)) * arch) + (0.05f * outward) + shift;
            Landmarks[17 + i] = On(-x, y, 0.03f);
            Landmarks[26 - i] = On(x, y, 0.03f);
        }
    }

    private void PlaceNose()
    {
        var tip = NoseBase - 0.1f;
        for (var i = 0; i < 4; i++)
        {
            var down = i / 3f;
            Landmarks[27 + i] = On(
                0, -0.06f + ((tip + 0.06f) * down), 0.05f + (0.26f * down * (1 - (0.3f * Childhood))));
        }

        var width = NoseWingHalfWidth;
        var lift = -0.03f * Action.NoseWrinkle;
        for (var i = 0; i < 5; i++)
        {
            var across = (i - 2) / 2f;
            var y = NoseBase + lift + (0.05f * (1 - (across * across))) - 0.02f;
            Landmarks[31 + i] = On(across * width * 0.78f, y, 0.16f * (1 - (0.6f * MathF.Abs(across))));
        }
    }

    private void PlaceEyes()
    {
        var openness = Identity.EyeOpennessRatio * Action.EyeOpening * (1 - (0.12f * Ageing));
        var open = Math.Max(0.17f, openness) * 2 * EyeHalfWidth; // never shut: eyes are a class of the label map
        var upper = open * 0.62f;
        var lower = open * 0.38f * (1 - Action.LowerLid);
        for (var side = -1; side <= 1; side += 2)
        {
            // Along the eye from its outer corner (0) to its inner one (1).
            Vector2 Lid(float along, float height)
            {
                var outward = 1 - (2 * along);
                var x = side * (Identity.EyeSpacing + (EyeHalfWidth * outward));
                var droop = Math.Max(0, outward) * Action.LidDroop * open * (height < 0 ? 0.75f : 0.25f);
                var tilt = -Identity.EyeTiltRatio * EyeHalfWidth * outward * 0.6f;
                return On(x, tilt + droop + height, 0.02f);
            }

            var outer = Lid(0, 0);
            var inner = Lid(1, 0.01f);
            Vector2 upperOuter = Lid(0.32f, -upper), upperInner = Lid(0.68f, -upper * 0.96f);
            Vector2 lowerOuter = Lid(0.32f, lower), lowerInner = Lid(0.68f, lower);
            ReadOnlySpan<Vector2> points = side < 0
                ? [outer, upperOuter, upperInner, inner, lowerInner, lowerOuter]
                : [inner, upperInner, upperOuter, outer, lowerOuter, lowerInner];
            points.CopyTo(Landmarks.AsSpan(side < 0 ? 36 : 42));
        }
    }
}
