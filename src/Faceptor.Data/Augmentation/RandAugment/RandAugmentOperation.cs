namespace Faceptor.Data.Augmentation.RandAugment;

/// <summary>The operations that RandAugment draws from.</summary>
internal enum RandAugmentOperation
{
    /// <summary>Stretches each channel to the full range.</summary>
    AutoContrast,

    /// <summary>Makes each channel's levels equally frequent.</summary>
    Equalize,

    /// <summary>Turns bright into dark.</summary>
    Invert,

    /// <summary>Turns about the centre.</summary>
    Rotate,

    /// <summary>Keeps the upper bits of each level.</summary>
    Posterize,

    /// <summary>Inverts bright levels.</summary>
    Solarize,

    /// <summary>Lightens dark levels.</summary>
    SolarizeAdd,

    /// <summary>More or less saturated.</summary>
    Color,

    /// <summary>More or less contrast.</summary>
    Contrast,

    /// <summary>Brighter or darker.</summary>
    Brightness,

    /// <summary>Sharper or smoother.</summary>
    Sharpness,

    /// <summary>Moves rows against each other.</summary>
    ShearX,

    /// <summary>Moves columns against each other.</summary>
    ShearY,

    /// <summary>Moves to the side.</summary>
    TranslateX,

    /// <summary>Moves up or down.</summary>
    TranslateY,
}
