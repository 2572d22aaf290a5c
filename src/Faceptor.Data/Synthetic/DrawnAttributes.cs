using System.Collections.Immutable;
using Faceptor.Core.Tasks;

namespace Faceptor.Data.Synthetic;

/// <summary>
/// CelebA's 40 attributes of a drawn picture. Each is a rule over what is drawn; none is drawn by lot.
/// </summary>
internal static class DrawnAttributes
{
    private static readonly ImmutableArray<Func<DrawnFaceParameters, bool>> Rules = Arrange(new()
    {
        ["5_o_Clock_Shadow"] = p => p.Beard.HasFlag(DrawnBeard.Stubble),
        ["Arched_Eyebrows"] = p => p.Person.BrowArch >= 0.09f,
        // Our own rule, for the sake of a 40th label that the picture decides; it judges nobody.
        ["Attractive"] = p => IsYoung(p) && !p.HasEyeBags && !p.Person.IsChubby,
        ["Bags_Under_Eyes"] = p => p.HasEyeBags,
        ["Bald"] = p => p.HairStyle == DrawnHairStyle.Bald && !p.HasHat,
        ["Bangs"] = p => p.Person.HasBangs && !p.HasHat,
        ["Big_Lips"] = p => p.Person.LipFullness >= 0.13f,
        ["Big_Nose"] = p => p.Person.NoseWidth >= 0.25f,
        ["Black_Hair"] = p => HasHair(p, DrawnHairColour.Black),
        ["Blond_Hair"] = p => HasHair(p, DrawnHairColour.Blond),
        ["Blurry"] = p => p.BlurRatio >= 0.005f,
        ["Brown_Hair"] = p => HasHair(p, DrawnHairColour.Brown),
        ["Bushy_Eyebrows"] = p => p.Person.BrowThickness >= 0.1f,
        ["Chubby"] = p => p.Person.IsChubby,
        ["Double_Chin"] = p => p.Person.HasDoubleChin,
        ["Eyeglasses"] = p => p.HasGlasses,
        ["Goatee"] = p => p.Beard.HasFlag(DrawnBeard.Goatee),
        ["Gray_Hair"] = p => ShowsHair(p) && IsGrey(p),
        ["Heavy_Makeup"] = p => p.HasHeavyMakeup,
        ["High_Cheekbones"] = p => p.Person.HasHighCheekbones,
        ["Male"] = p => p.Person.IsMale,
        ["Mouth_Slightly_Open"] = p =>
            Drawing.FaceAction.For(p.Expression, p.ExpressionStrengthRatio, p.ExpressionVariantRatio).MouthOpen > 0,
        ["Mustache"] = p => p.Beard.HasFlag(DrawnBeard.Moustache),
        ["Narrow_Eyes"] = p => p.Person.EyeOpennessRatio < 0.36f,
        ["No_Beard"] = p => (p.Beard & ~DrawnBeard.Sideburns) == DrawnBeard.None,
        ["Oval_Face"] = p => p.Person.Shape == DrawnFaceShape.Oval,
        ["Pale_Skin"] = p => p.Person.SkinTone == 0,
        ["Pointy_Nose"] = p => p.Person.HasPointyNose,
        ["Receding_Hairline"] = p => p.HasRecedingHairline && !p.HasHat,
        ["Rosy_Cheeks"] = p => p.HasRosyCheeks,
        ["Sideburns"] = p => p.Beard.HasFlag(DrawnBeard.Sideburns),
        ["Smiling"] = p => p.Expression == Expression.Happy,
        ["Straight_Hair"] = p => ShowsHair(p) && p.Person.HairTexture == DrawnHairTexture.Straight,
        ["Wavy_Hair"] = p => ShowsHair(p) && p.Person.HairTexture == DrawnHairTexture.Wavy,
        ["Wearing_Earrings"] = p => p.HasEarrings,
        ["Wearing_Hat"] = p => p.HasHat,
        ["Wearing_Lipstick"] = p => p.HasLipstick,
        ["Wearing_Necklace"] = p => p.HasNecklace,
        ["Wearing_Necktie"] = p => p.HasNecktie,
        ["Young"] = IsYoung,
    });

    public static ImmutableArray<bool> Of(DrawnFaceParameters parameters) =>
        [.. Rules.Select(rule => rule(parameters))];

    internal static bool IsYoung(DrawnFaceParameters p) => p.AgeYears < 40;

    /// <summary>Whether enough hair is in the picture to tell its colour and texture.</summary>
    internal static bool ShowsHair(DrawnFaceParameters p) => p.HairStyle switch
    {
        DrawnHairStyle.Bald => false,
        DrawnHairStyle.Bob or DrawnHairStyle.Long or DrawnHairStyle.Curly => true,
        _ => !p.HasHat,
    };

    internal static bool IsGrey(DrawnFaceParameters p) => p.GreyRatio >= 0.5f;

    private static bool HasHair(DrawnFaceParameters p, DrawnHairColour colour) =>
        ShowsHair(p) && p.Person.HairColour == colour && !IsGrey(p);

    private static ImmutableArray<Func<DrawnFaceParameters, bool>> Arrange(
        Dictionary<string, Func<DrawnFaceParameters, bool>> rules) =>
        [.. FaceAttributes.CelebA.Select(name => rules[name])];
}
