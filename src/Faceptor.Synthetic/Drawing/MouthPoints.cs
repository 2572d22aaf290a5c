using System.Numerics;

namespace Faceptor.Synthetic.Drawing;

/// <summary>The twenty points of the lips, from the mouth's size and what the expression does to it.</summary>
internal static class MouthPoints
{
    /// <summary>Sets points 48 to 67.</summary>
    public static void Place(FaceGeometry face)
    {
        var a = face.Action;
        Vector2 Lip(float across, float offset)
        {
            // The corners move against the middle, so that the mouth stays where it is on the whole.
            var line = face.MouthCentre + (a.MouthCorner * ((across * across) - 0.35f));
            return face.On(across * face.MouthHalfWidth, line + offset, 0.06f * (1 - (across * across)));
        }

        float Gap(float across) =>
            float.Lerp(1 - (across * across), MathF.Sqrt(Math.Max(0, 1 - (across * across))), a.MouthRound);
        float Raised(float across) => a.UpperLip * MathF.Pow(1 - MathF.Abs(across), 0.7f);
        float UpperInner(float across) =>
            (-0.42f * a.MouthOpen * Gap(across)) + (Raised(across) * (a.MouthOpen > 0 ? 0.55f : 0.4f));
        float LowerInner(float across) => a.MouthOpen > 0
            ? (0.58f * a.MouthOpen * Gap(across)) + (0.15f * Raised(across))
            : UpperInner(across);
        float UpperThick(float across) =>
            face.LipThickness * (MathF.Abs(across) < 0.1f ? 0.66f : 0.8f * (1.06f - (across * across)));
        float LowerThick(float across) =>
            face.LipThickness * MathF.Pow(1 - (across * across), 0.6f) * (a.MouthOpen > 0.3f ? 0.9f : 1.05f);

        ReadOnlySpan<float> outerUpper = [-1, -0.62f, -0.26f, 0, 0.26f, 0.62f, 1];
        for (var i = 0; i < 7; i++)
        {
            var across = outerUpper[i];
            var edge = MathF.Abs(across) >= 1 ? 0 : UpperInner(across) - UpperThick(across) + (0.3f * Raised(across));
            face.Landmarks[48 + i] = Lip(across, edge);
        }

        ReadOnlySpan<float> outerLower = [0.62f, 0.28f, 0, -0.28f, -0.62f];
        for (var i = 0; i < 5; i++)
        {
            face.Landmarks[55 + i] = Lip(outerLower[i], LowerInner(outerLower[i]) + LowerThick(outerLower[i]));
        }

        ReadOnlySpan<float> inner = [-0.9f, -0.45f, 0, 0.45f, 0.9f, 0.45f, 0, -0.45f];
        for (var i = 0; i < 8; i++)
        {
            var across = inner[i];
            var corner = i is 0 or 4;
            face.Landmarks[60 + i] = Lip(across, corner ? 0 : i < 4 ? UpperInner(across) : LowerInner(across));
        }
    }
}
