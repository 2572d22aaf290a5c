using System.Collections.Immutable;
using Faceptor.Synthetic.Drawing;

namespace Faceptor.Synthetic;

/// <summary>
/// CelebA's 40 attributes of a drawn image. Each is a rule over what is drawn; none is drawn by lot.
/// </summary>
internal static class SyntheticAttributes
{
    private static readonly ImmutableArray<Func<SyntheticFaceParameters, bool>> Rules = Arrange(new()
    {
        ["5_o_Clock_Shadow"] = p => p.Beard.HasFlag(SyntheticBeard.Stubble),
        ["Arched_Eyebrows"] = p => p.Identity.BrowArch >= 0.09f,
        // Our own rule, for the sake of a 40th label that the image decides; it judges nobody.
        ["Attractive"] = p => IsYoung(p) && !p.HasEyeBags && !p.Identity.IsChubby,
        ["Bags_Under_Eyes"] = p => p.HasEyeBags,
        ["Bald"] = p => p.HairStyle == SyntheticHairStyle.Bald && !p.HasHat,
        ["Bangs"] = p => p.Identity.HasBangs && !p.HasHat,
        ["Big_Lips"] = p => p.Identity.LipFullness >= 0.13f,
        ["Big_Nose"] = p => p.Identity.NoseWidth >= 0.25f,
        ["Black_Hair"] = p => HasHair(p, SyntheticHairColour.Black),
        ["Blond_Hair"] = p => HasHair(p, SyntheticHairColour.Blond),
        ["Blurry"] = p => p.BlurRatio >= 0.005f,
        ["Brown_Hair"] = p => HasHair(p, SyntheticHairColour.Brown),
        ["Bushy_Eyebrows"] = p => p.Identity.BrowThickness >= 0.1f,
        ["Chubby"] = p => p.Identity.IsChubby,
        ["Double_Chin"] = p => p.Identity.HasDoubleChin,
        ["Eyeglasses"] = p => p.HasGlasses,
        ["Goatee"] = p => p.Beard.HasFlag(SyntheticBeard.Goatee),
        ["Gray_Hair"] = p => ShowsHair(p) && IsGrey(p),
        ["Heavy_Makeup"] = p => p.HasHeavyMakeup,
        ["High_Cheekbones"] = p => p.Identity.HasHighCheekbones,
        ["Male"] = p => p.Identity.IsMale,
        ["Mouth_Slightly_Open"] = p =>
            FaceAction.For(p.Expression, p.ExpressionStrengthRatio, p.ExpressionVariantRatio).MouthOpen > 0,
        ["Mustache"] = p => p.Beard.HasFlag(SyntheticBeard.Moustache),
        ["Narrow_Eyes"] = p => p.Identity.EyeOpennessRatio < 0.36f,
        ["No_Beard"] = p => (p.Beard & ~SyntheticBeard.Sideburns) == SyntheticBeard.None,
        ["Oval_Face"] = p => p.Identity.Shape == SyntheticFaceShape.Oval,
        ["Pale_Skin"] = p => p.Identity.SkinTone == 0,
        ["Pointy_Nose"] = p => p.Identity.HasPointyNose,
        ["Receding_Hairline"] = p => p.HasRecedingHairline && !p.HasHat,
        ["Rosy_Cheeks"] = p => p.HasRosyCheeks,
        ["Sideburns"] = p => p.Beard.HasFlag(SyntheticBeard.Sideburns),
        ["Smiling"] = p => p.Expression == Expression.Happy,
        ["Straight_Hair"] = p => ShowsHair(p) && p.Identity.HairTexture == SyntheticHairTexture.Straight,
        ["Wavy_Hair"] = p => ShowsHair(p) && p.Identity.HairTexture == SyntheticHairTexture.Wavy,
        ["Wearing_Earrings"] = p => p.HasEarrings,
        ["Wearing_Hat"] = p => p.HasHat,
        ["Wearing_Lipstick"] = p => p.HasLipstick,
        ["Wearing_Necklace"] = p => p.HasNecklace,
        ["Wearing_Necktie"] = p => p.HasNecktie,
        ["Young"] = IsYoung,
    });

    public static ImmutableArray<bool> Of(SyntheticFaceParameters parameters) =>
        [.. Rules.Select(rule => rule(parameters))];

    internal static bool IsYoung(SyntheticFaceParameters p) => p.AgeYears < 40;

    /// <summary>Whether enough hair is in the image to tell its colour and texture.</summary>
    internal static bool ShowsHair(SyntheticFaceParameters p) => p.HairStyle switch
    {
        SyntheticHairStyle.Bald => false,
        SyntheticHairStyle.Bob or SyntheticHairStyle.Long or SyntheticHairStyle.Curly => true,
        _ => !p.HasHat,
    };

    internal static bool IsGrey(SyntheticFaceParameters p) => p.GreyRatio >= 0.5f;

    private static bool HasHair(SyntheticFaceParameters p, SyntheticHairColour colour) =>
        ShowsHair(p) && p.Identity.HairColour == colour && !IsGrey(p);

    private static ImmutableArray<Func<SyntheticFaceParameters, bool>> Arrange(
        Dictionary<string, Func<SyntheticFaceParameters, bool>> rules) =>
        [.. FaceAttributes.CelebA.Select(name => rules[name])];
}
