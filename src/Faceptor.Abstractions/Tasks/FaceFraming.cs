using System.Collections.Immutable;

namespace Faceptor;

/// <summary>
/// What a network sees of a face for a task: which part of the image, aligned how, resampled how. A task carries it
/// (<see cref="FaceTask.Framing"/>), so training, evaluation, prediction and synthetic faces agree about it.
/// </summary>
/// <remarks>
/// Images of a known task's dataset are framed already, and training and evaluation resize them; prediction cuts the
/// same part out of any image. The framings are those listed here: weight files and recipes name them by
/// <see cref="Name"/>.
/// </remarks>
public sealed record FaceFraming
{
    private FaceFraming(string name, FramingKind kind) => (Name, Kind) = (name, kind);

    /// <summary>The square box around the landmarks, 0.8 of the input's side: 300W, WFLW and COFW.</summary>
    /// <remarks>Released configuration. Prediction looks for that box, beginning with the one it is given.</remarks>
    public static FaceFraming SquareLandmarkBox { get; } = new("square-landmark-box", FramingKind.LandmarkBox)
    {
        BoxRatio = 0.8,
        RefinesBox = true,
    };

    /// <summary>The square box around the face, the input's whole side: AFLW-19, whose boxes are wider.</summary>
    /// <remarks>Released configuration.</remarks>
    public static FaceFraming WideLandmarkBox { get; } = SquareLandmarkBox with
    {
        Name = "wide-landmark-box",
        BoxRatio = 1,
    };

    /// <summary>The face box as it is given, 0.8 of the input's side: landmarks of a custom task.</summary>
    public static FaceFraming LandmarkBox { get; } = new("landmark-box", FramingKind.LandmarkBox) { BoxRatio = 0.8 };

    /// <summary>
    /// The face box as it is given, cut out along whole pixels; without a box the whole image. Age, expression,
    /// attributes and identity of a custom task.
    /// </summary>
    public static FaceFraming BoxCrop { get; } = new("box-crop", FramingKind.BoxCrop)
    {
        Resampling = FramingResampling.AntialiasedBilinear,
    };

    /// <summary>The whole image: parsing of a custom task.</summary>
    public static FaceFraming WholeImage { get; } = new("whole-image", FramingKind.WholeImage);

    /// <summary>ArcFace's aligned face: identity.</summary>
    public static FaceFraming ArcFace { get; } = Aligned("arcface", AlignmentTemplate.ArcFace);

    /// <summary>A looser aligned face: age and expression.</summary>
    public static FaceFraming LooseArcFace { get; } = Aligned("loose-arcface", AlignmentTemplate.LooseArcFace);

    /// <summary>CelebA's aligned face: attributes.</summary>
    public static FaceFraming CelebA { get; } = Aligned("celeba", AlignmentTemplate.CelebA);

    /// <summary>CelebA-HQ's aligned head, sampled without antialiasing as CelebAMask-HQ is resized: parsing.</summary>
    public static FaceFraming CelebAHq { get; } = new("celeba-hq", FramingKind.Template)
    {
        Template = AlignmentTemplate.CelebAHq,
    };

    /// <summary>LaPa's aligned face with its surroundings squeezed into the input: parsing.</summary>
    /// <remarks>Paper: appendix on dense tasks. Released configuration: factor 0.8.</remarks>
    public static FaceFraming LaPa { get; } = new("lapa", FramingKind.Template)
    {
        Template = AlignmentTemplate.LaPa,
        TanhFactor = 0.8,
        AlignsPixelCenters = true,
    };

    /// <summary>Stable lower-case name for weight files and recipes.</summary>
    public string Name { get; private init; }

    /// <summary>What decides which part of an image the network sees.</summary>
    public FramingKind Kind { get; }

    /// <summary>The template of <see cref="FramingKind.Template"/>; null for the other kinds.</summary>
    public AlignmentTemplate? Template { get; private init; }

    /// <summary>The share of the input's side that the box takes, for <see cref="FramingKind.LandmarkBox"/>.</summary>
    public double BoxRatio { get; private init; } = 1;

    /// <summary>Whether prediction replaces the box it is given by the square around the landmarks it finds.</summary>
    public bool RefinesBox { get; private init; }

    /// <summary>
    /// 0 for a plain similarity; w up to 1 bends what lies beyond 1 - w of the half side, up to infinity, into the
    /// input.
    /// </summary>
    public double TanhFactor { get; private init; }

    /// <summary>
    /// Whether the template's corners lie on the centres of the corner pixels: a point p of a canvas of width W goes to
    /// p / W * (side - 1) instead of p / W * side.
    /// </summary>
    public bool AlignsPixelCenters { get; private init; }

    /// <summary>How pixels are resampled.</summary>
    public FramingResampling Resampling { get; private init; } = FramingResampling.Bilinear;

    /// <summary>Whether the network also sees the mirrored input and answers for both together: identity.</summary>
    public bool AddsMirroredView { get; internal init; }

    /// <summary>The framing that custom tasks of a family have by default.</summary>
    /// <param name="family">The family.</param>
    public static FaceFraming DefaultFor(TaskFamily family) => ForFamily(family)[0];

    /// <summary>The framings that tasks of a family may have, the one of custom tasks first.</summary>
    /// <param name="family">The family.</param>
    public static ImmutableArray<FaceFraming> ForFamily(TaskFamily family) => FamilyDefinition.Of(family).Framings;

    /// <summary>Finds a framing by its name.</summary>
    /// <param name="name">For example <c>box-crop</c>.</param>
    /// <param name="family">The family of the task that is to have it.</param>
    /// <exception cref="ArgumentException">
    /// The family has no framing of this name; the message names the nearest and lists those that exist.
    /// </exception>
    public static FaceFraming Get(string name, TaskFamily family)
    {
        ArgumentNullException.ThrowIfNull(name);
        var framings = ForFamily(family);
        if (framings.FirstOrDefault(framing => framing.Name == name) is { } found)
        {
            return found;
        }

        var names = framings.Select(framing => framing.Name).ToArray();
        var hint = Suggestion.Of(name, names) is { } near ? $"did you mean '{near}'? " : string.Empty;
        throw new ArgumentException(
            $"unknown framing '{MessageText.Quote(name)}' for family {family}; {hint}expected one of "
            + $"{string.Join(", ", names)}.",
            nameof(name));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static FaceFraming Aligned(string name, AlignmentTemplate template) => new(name, FramingKind.Template)
    {
        Template = template,
        Resampling = FramingResampling.AntialiasedBilinear,
    };
}

/// <summary>What decides which part of an image the network sees.</summary>
public enum FramingKind
{
    /// <summary>The face box, mapped to a part of the input's side; the input reaches beyond the box.</summary>
    LandmarkBox,

    /// <summary>The face box alone, its edges rounded to whole pixels; the whole image where no box is given.</summary>
    BoxCrop,

    /// <summary>The whole image, whatever its box.</summary>
    WholeImage,

    /// <summary>The face aligned to a template by five points.</summary>
    Template,
}

/// <summary>How pixels of an image become pixels of the network's input.</summary>
public enum FramingResampling
{
    /// <summary>Each input pixel is interpolated between the four image pixels around its place.</summary>
    Bilinear,

    /// <summary>The part of the image is resized with a filter that grows with the reduction.</summary>
    AntialiasedBilinear,
}
