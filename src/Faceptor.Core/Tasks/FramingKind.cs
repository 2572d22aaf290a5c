namespace Faceptor.Core.Tasks;

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
