using System.Collections.Immutable;
using Faceptor.Synthetic.Drawing;

namespace Faceptor.Synthetic;

/// <summary>
/// LFW-73's 73 attributes of a drawn image. Those of CelebA keep CelebA's rules; the others are rules over what is
/// drawn as well, none is drawn by lot.
/// </summary>
internal static class SyntheticLfwAttributes
{
    /// <summary>The mouth counts as wide open from this gap on, in face units.</summary>
    private const float WideOpen = 0.24f;

    private const float StrongLines = 0.5f;

    /// <summary>What LFW-73 calls by another name than CelebA, or asks more narrowly.</summary>
    private static readonly Dictionary<string, Func<Subject, bool>> Rules = new()
    {
        // A drawing has no origin: these four names stand for four bands of the drawn skin tone.
        ["White"] = s => s.Identity.SkinTone <= 1,
        ["Asian"] = s => s.Identity.SkinTone == 2,
        ["Indian"] = s => s.Identity.SkinTone is 3 or 4,
        ["Black"] = s => s.Identity.SkinTone >= 5,
        ["Baby"] = s => s.Parameters.AgeYears < 6,
        ["Child"] = s => s.Parameters.AgeYears is >= 6 and < 16,
        ["Youth"] = s => SyntheticAttributes.IsYoung(s.Parameters),
        ["Middle Aged"] = s => s.Parameters.AgeYears is >= 40 and < 60,
        ["Senior"] = s => s.Parameters.AgeYears >= 60,
        ["No Eyewear"] = s => !s.Parameters.HasGlasses,
        ["Eyeglasses"] = s => s.Parameters.HasGlasses && !s.Parameters.HasTintedGlasses,
        ["Sunglasses"] = s => s.Parameters.HasTintedGlasses,
        ["Frowning"] = s => s.Parameters.Expression is Expression.Sad or Expression.Anger or Expression.Disgust,
        ["Harsh Lighting"] = s => MathF.Abs(s.Parameters.LightSideRatio) > 0.6f,
        ["Soft Lighting"] = s => MathF.Abs(s.Parameters.LightSideRatio) < 0.3f,
        ["Flash"] = s => s.Parameters.BrightnessRatio > 1,
        ["Outdoor"] = s => s.Parameters.Background == SyntheticBackground.Park,
        ["Posed Photo"] = s => s.Parameters.Background == SyntheticBackground.Studio,
        ["Color Photo"] = s => !s.Parameters.IsMonochrome,
        ["Curly Hair"] = s => s.Parameters.HairStyle == SyntheticHairStyle.Curly,
        ["Fully Visible Forehead"] = s => !s.Parameters.HasHat && !s.Identity.HasBangs,
        ["Partially Visible Forehead"] = s => s.Parameters.HasHat,
        ["Obstructed Forehead"] = s => s.Identity.HasBangs && !s.Parameters.HasHat,
        ["Eyes Open"] = s => s.Identity.EyeOpennessRatio * s.Face.Action.EyeOpening >= 0.3f,
        ["Mouth Closed"] = s => s.Face.Action.MouthOpen == 0,
        ["Mouth Slightly Open"] = s => s.Face.Action.MouthOpen is > 0 and < WideOpen,
        ["Mouth Wide Open"] = s => s.Face.Action.MouthOpen >= WideOpen,
        ["Teeth Not Visible"] = s => !s.Face.ShowsTeeth,
        ["Round Jaw"] = s => s.Identity.Shape is SyntheticFaceShape.Round or SyntheticFaceShape.Oval,
        ["Round Face"] = s => s.Identity.Shape == SyntheticFaceShape.Round,
        ["Square Face"] = s => s.Identity.Shape == SyntheticFaceShape.Square,
        ["Attractive Man"] = s => s.Identity.IsMale && s.HasCelebA("Attractive"),
        ["Attractive Woman"] = s => !s.Identity.IsMale && s.HasCelebA("Attractive"),
        ["Shiny Skin"] = s => s.Parameters.HasShinySkin,
        ["Flushed Face"] = s => s.Parameters.HasRosyCheeks && !s.Parameters.HasHeavyMakeup,
        ["Strong Nose-Mouth Lines"] = s => s.Face.NoseMouthLines >= StrongLines,
        ["Brown Eyes"] = s => s.Identity.IrisColour is 0 or 1 or 5,
        ["5 o' Clock Shadow"] = s => s.HasCelebA("5_o_Clock_Shadow"),
    };

    private static readonly ImmutableArray<Func<Subject, bool>> Ordered =
        [.. FaceAttributes.Lfw73.Select(name => Rules.GetValueOrDefault(name) ?? SameAsCelebA(name))];

    /// <summary>The 73 labels in LFW-73's order.</summary>
    public static ImmutableArray<bool> Of(SyntheticFaceParameters parameters)
    {
        var subject = new Subject(parameters, new FaceGeometry(parameters), SyntheticAttributes.Of(parameters));
        return [.. Ordered.Select(rule => rule(subject))];
    }

    private static Func<Subject, bool> SameAsCelebA(string name)
    {
        var spelling = name.Replace(' ', '_');
        return s => s.HasCelebA(spelling);
    }

    private sealed record Subject(SyntheticFaceParameters Parameters, FaceGeometry Face, ImmutableArray<bool> CelebA)
    {
        public SyntheticIdentity Identity => Parameters.Identity;

        public bool HasCelebA(string name) => CelebA[FaceAttributes.CelebA.IndexOf(name)];
    }
}
