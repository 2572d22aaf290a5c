using SkiaSharp;

namespace Faceptor.Synthetic.Drawing;

/// <summary>The colours of one face.</summary>
internal sealed class Palette
{
    private static readonly SKColor[] SkinTones =
    [
        new(253, 240, 234), new(238, 192, 158), new(228, 178, 143), new(208, 152, 112), new(176, 118, 80),
        new(140, 92, 62),
        new(108, 68, 48),
    ];

    private static readonly SKColor[] Irises =
    [
        new(74, 44, 24), new(122, 78, 38), new(58, 110, 176), new(74, 134, 82), new(120, 138, 150), new(146, 110, 48),
    ];

    private static readonly SKColor[] Hairs = [new(26, 22, 24), new(116, 66, 34), new(236, 196, 104), new(206, 84, 24)];

    public Palette(SyntheticFaceParameters parameters)
    {
        var identity = parameters.Identity;
        var skin = SkinTones[identity.SkinTone];
        var ageing = Math.Clamp((parameters.AgeYears - 22f) / 58f, 0f, 1f);
        Skin = Mix(Scale(skin, 1 + (0.03f * identity.SkinShade)), new SKColor(172, 150, 132), 0.24f * ageing);
        if (parameters.HasHeavyMakeup)
        {
            Skin = Mix(Skin, new SKColor(255, 214, 190), 0.12f);
        }

        SkinShadow = Mix(Scale(Skin, 0.72f), new SKColor(120, 50, 40), 0.14f);
        SkinLight = Mix(Skin, SKColors.White, identity.SkinTone < 4 ? 0.35f : 0.22f);
        Line = Mix(Scale(Skin, 0.5f), new SKColor(70, 25, 20), 0.3f);
        Iris = Irises[identity.IrisColour];
        var young = Scale(Hairs[(int)identity.HairColour], 1 + (0.12f * identity.HairShade));
        Hair = Mix(young, new SKColor(206, 206, 212), parameters.GreyRatio);
        HairDark = Scale(Hair, 0.62f);
        HairLight = Mix(Hair, new SKColor(255, 236, 206), 0.12f + (0.2f * Hair.Red / 255f));
        Brow = Mix(Scale(young, 0.62f), new SKColor(150, 150, 152), parameters.GreyRatio * 0.7f);
        // Darker than the hair, so that a blond beard is still a beard.
        Beard = Mix(Scale(young, 0.55f), new SKColor(150, 150, 156), parameters.GreyRatio);
        Lip = parameters.HasLipstick
            ? new SKColor(196, 22, 58)
            : Mix(
                Mix(
                    Skin, new SKColor(206, 74, 84),
                    (identity.LipFullness >= 0.13f ? 0.8f : 0.55f) - (0.4f * Math.Clamp((parameters.AgeYears - 15f) / 60f, 0, 1))),
                SkinShadow, 0.2f);
    }

    public SKColor Skin { get; }

    public SKColor SkinShadow { get; }

    public SKColor SkinLight { get; }

    /// <summary>Wrinkles, nostrils, lids.</summary>
    public SKColor Line { get; }

    public SKColor Iris { get; }

    public SKColor Hair { get; }

    public SKColor HairDark { get; }

    public SKColor HairLight { get; }

    public SKColor Brow { get; }

    public SKColor Beard { get; }

    public SKColor Lip { get; }

    public static SKColor Mix(SKColor from, SKColor to, float ratio)
    {
        byte Channel(byte a, byte b) => (byte)Math.Clamp(a + ((b - a) * ratio) + 0.5f, 0, 255);
        return new SKColor(
            Channel(from.Red, to.Red), Channel(from.Green, to.Green), Channel(from.Blue, to.Blue), from.Alpha);
    }

    public static SKColor Scale(SKColor colour, float factor)
    {
        byte Channel(byte a) => (byte)Math.Clamp((a * factor) + 0.5f, 0, 255);
        return new SKColor(Channel(colour.Red), Channel(colour.Green), Channel(colour.Blue), colour.Alpha);
    }

    /// <summary>The colour at an opacity from 0 to 1.</summary>
    public static SKColor Fade(SKColor colour, float opacity) =>
        colour.WithAlpha((byte)Math.Clamp((opacity * 255) + 0.5f, 0, 255));
}
