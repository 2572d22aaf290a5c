using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Faceptor.Imaging;

namespace Faceptor.Inference;

/// <summary>One image to analyse, and where its faces are.</summary>
/// <remarks>
/// Without <see cref="Boxes"/>, <see cref="FivePoints"/> and <see cref="IsCropped"/> the analyzer's detector looks for
/// the faces; of the three, one at most is given.
/// </remarks>
[SuppressMessage("ApiDesign", "RS0026", Justification = "The constructors differ in a required parameter.")]
public sealed record AnalysisRequest
{
    private readonly Func<RgbImage> _read;

    /// <summary>Asks about an image.</summary>
    /// <param name="image">The image; not changed.</param>
    /// <param name="name">Its name in the result.</param>
    public AnalysisRequest(RgbImage image, string name = "")
        : this(() => image, name) => ArgumentNullException.ThrowIfNull(image);

    /// <summary>Asks about an image that is read when its turn comes, on some thread.</summary>
    /// <param name="read">
    /// Reads the image. What it throws of <see cref="FaceptorException"/>, <see cref="IOException"/> and
    /// <see cref="UnauthorizedAccessException"/> becomes the result's <see cref="ImageAnalysis.Failure"/>.
    /// </param>
    /// <param name="name">Its name in the result.</param>
    public AnalysisRequest(Func<RgbImage> read, string name = "")
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(name);
        _read = read;
        Name = name;
    }

    /// <summary>The image's name in the result.</summary>
    public string Name { get; }

    /// <summary>
    /// The faces, each roughly from brows to chin, in pixels of the image; they may reach over the edges. For custom
    /// tasks, the boxes as the lists they were trained with give them. Null where they are not given.
    /// </summary>
    public ImmutableArray<FaceBox>? Boxes { get; init; }

    /// <summary>
    /// For each face left eye, right eye, nose tip, left and right mouth corner as the viewer sees them, (x, y) in pixels
    /// of the image: faces are aligned by them. Null where they are not given.
    /// </summary>
    public ImmutableArray<ImmutableArray<Vector2>>? FivePoints { get; init; }

    /// <summary>
    /// Whether the image is one face already, as datasets' images are: the face fills the largest square in its middle, or
    /// lies in it with hair and neck, which landmarks decide; custom tasks see the whole image.
    /// </summary>
    public bool IsCropped { get; init; }

    /// <summary>Asks about an image file.</summary>
    /// <param name="path">A JPEG, PNG, WebP, BMP or GIF file, and the name in the result.</param>
    /// <param name="orientation">Whether the image is turned as EXIF says.</param>
    public static AnalysisRequest OfFile(string path, ImageOrientation orientation = ImageOrientation.Upright)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new AnalysisRequest(() => ImageCodec.Read(path, orientation), path);
    }

    /// <summary>Reads the image.</summary>
    internal RgbImage Read() => _read();
}
