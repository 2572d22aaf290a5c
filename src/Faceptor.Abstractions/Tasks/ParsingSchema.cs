using System.Collections.Immutable;

namespace Faceptor;

/// <summary>The classes of a parsing dataset, in the order of the outputs; class 0 is the background.</summary>
public sealed class ParsingSchema
{
    /// <summary>Classes that a label map, a byte a pixel, can hold.</summary>
    private const int MaxClasses = 256;

    private ParsingSchema(string name, ImmutableArray<ParsingClass> classes)
    {
        Name = name;
        Classes = classes;
    }

    /// <summary>
    /// CelebAMask-HQ's 19 classes. Names take the side of whoever is shown: <c>rb</c> is the right brow of the face.
    /// </summary>
    public static ParsingSchema CelebAMaskHq { get; } = new("CelebAMask-HQ",
    [
        new("background", "background", 0, 0, 0),
        new("neck", "neck", 255, 178, 102),
        new("face", "skin", 255, 204, 153),
        new("cloth", "cloth", 102, 102, 255),
        new("rr", "right ear", 255, 102, 102),
        new("lr", "left ear", 204, 51, 51),
        new("rb", "right brow", 102, 255, 102),
        new("lb", "left brow", 51, 178, 51),
        new("re", "right eye", 102, 255, 255),
        new("le", "left eye", 51, 178, 204),
        new("nose", "nose", 255, 255, 102),
        new("imouth", "inner mouth", 128, 0, 64),
        new("llip", "lower lip", 255, 51, 153),
        new("ulip", "upper lip", 204, 0, 102),
        new("hair", "hair", 153, 76, 0),
        new("glass", "eyeglasses", 178, 102, 255),
        new("hat", "hat", 0, 128, 128),
        new("earr", "earring", 255, 255, 255),
        new("neckl", "necklace", 192, 192, 192),
    ]);

    /// <summary>LaPa's 11 classes.</summary>
    public static ParsingSchema LaPa { get; } = new("LaPa",
    [
        new("background", "background", 0, 0, 0),
        new("face_lr_rr", "skin with ears", 255, 204, 153),
        new("lb", "left brow", 51, 178, 51),
        new("rb", "right brow", 102, 255, 102),
        new("le", "left eye", 51, 178, 204),
        new("re", "right eye", 102, 255, 255),
        new("nose", "nose", 255, 255, 102),
        new("ul", "upper lip", 204, 0, 102),
        new("im", "inner mouth", 128, 0, 64),
        new("ll", "lower lip", 255, 51, 153),
        new("hair", "hair", 153, 76, 0),
    ]);

    /// <summary>The dataset that defines the classes.</summary>
    public string Name { get; }

    /// <summary>The classes; the index is the value in a label map.</summary>
    public ImmutableArray<ParsingClass> Classes { get; }

    /// <summary>Custom classes, in colours that differ from each other.</summary>
    /// <param name="name">The dataset that defines the classes.</param>
    /// <param name="classNames">A name for each class; class 0 is the background.</param>
    /// <exception cref="ArgumentException">There are no classes, or more than a label map can hold.</exception>
    public static ParsingSchema Of(string name, ImmutableArray<string> classNames)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return !classNames.IsDefaultOrEmpty && classNames.Length <= MaxClasses
            ? new ParsingSchema(name, [.. classNames.Select(ClassOf)])
            : throw new ArgumentException(
                $"a scheme has 1 to {MaxClasses} classes, got {(classNames.IsDefault ? 0 : classNames.Length)}.",
                nameof(classNames));
    }

    // Hues a golden angle apart, so that neighbours in the list differ most.
    private static ParsingClass ClassOf(string name, int index)
    {
        const double GoldenAngle = 137.50776;
        byte Channel(double shift)
        {
            var hue = ((index * GoldenAngle) + shift) % 360 / 60;
            var share = Math.Clamp(Math.Abs(hue - 3) - 1, 0, 1);
            return (byte)Math.Round(255 * (0.25 + (0.7 * share)));
        }

        return index == 0
            ? new ParsingClass(name, name, 0, 0, 0)
            : new ParsingClass(name, name, Channel(0), Channel(240), Channel(120));
    }
}

/// <summary>One class of a parsing scheme.</summary>
/// <param name="Name">The dataset's short name, for example <c>llip</c>.</param>
/// <param name="Title">The same in plain words, for people.</param>
/// <param name="Red">Display colour, 0 to 255.</param>
/// <param name="Green">Display colour, 0 to 255.</param>
/// <param name="Blue">Display colour, 0 to 255.</param>
public sealed record ParsingClass(string Name, string Title, byte Red, byte Green, byte Blue);
