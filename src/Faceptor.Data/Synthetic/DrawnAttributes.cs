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
        ["Attractive"] = p => p.AgeYears < 45 && !p.HasEyeBags && p.Person.NoseWidth < 0.25f,
        ["Bags_Under_Eyes"] = p => p.HasEyeBags,
        ["Bald"] = p => p.HairStyle == DrawnHairStyle.Bald && !p.HasHat,
        ["Bangs"] = p => p.Person.HasBangs && !p.HasHat,
        ["Big_Lips"] = p => p.Person.LipFullness >= 0.13f,
        ["Big_Nose"] = p => p.Person.NoseWidth >= 0.25f,
        ["Black_Hair"] = p => HasHair(p, DrawnHairColour.Black),
        ["Blond_Hair"] = p => HasHair(p, DrawnHairColour.Blond),
        ["Blurry"] = p => p.BlurRatio >= 0.005f,
        ["Brown_Hair"] = p => HasHair(p, DrawnHairColour.Brown),
        ["Bushy_Eyebrows"] = p => p.Person.BrowThickness >= 0.085f,
        ["Chubby"] = p => p.Person.IsChubby,
        ["Double_Chin"] = p => p.Person.HasDoubleChin,
        ["Eyeglasses"] = p => p.HasGlasses,
        ["Goatee"] = p => p.Beard.HasFlag(DrawnBeard.Goatee),
        ["Gray_Hair"] = p => IsGrey(p) && p.HairStyle != DrawnHairStyle.Bald,
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
        ["Straight_Hair"] = p => p.Person.HairTexture == DrawnHairTexture.Straight,
        ["Wavy_Hair"] = p => p.Person.HairTexture == DrawnHairTexture.Wavy,
        ["Wearing_Earrings"] = p => p.HasEarrings,
        ["Wearing_Hat"] = p => p.HasHat,
        ["Wearing_Lipstick"] = p => p.HasLipstick,
        ["Wearing_Necklace"] = p => p.HasNecklace,
        ["Wearing_Necktie"] = p => p.HasNecktie,
        ["Young"] = p => p.AgeYears < 40,
    });

    public static ImmutableArray<bool> Of(DrawnFaceParameters parameters) =>
        [.. Rules.Select(rule => rule(parameters))];

    private static bool IsGrey(DrawnFaceParameters p) => p.GreyRatio >= 0.5f;

    private static bool HasHair(DrawnFaceParameters p, DrawnHairColour colour) =>
        p.Person.HairColour == colour && p.HairStyle != DrawnHairStyle.Bald && !IsGrey(p);

    private static ImmutableArray<Func<DrawnFaceParameters, bool>> Arrange(
        Dictionary<string, Func<DrawnFaceParameters, bool>> rules) =>
        [.. FaceAttributes.CelebA.Select(name => rules[name])];
}
