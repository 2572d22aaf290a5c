namespace Faceptor.Core.Tasks;

/// <summary>How pixels of an image become pixels of the network's input.</summary>
public enum FramingResampling
{
    /// <summary>Each input pixel is interpolated between the four image pixels around its place.</summary>
    Bilinear,

    /// <summary>The part of the image is resized with a filter that grows with the reduction.</summary>
    AntialiasedBilinear,
}
