using System.Collections.Immutable;
using Faceptor.Imaging;

namespace Faceptor.Interactive;

/// <summary>Images side by side, each with a line below it.</summary>
public sealed class ImageRow
{
    /// <summary>Puts images side by side.</summary>
    /// <param name="images">The images, each with its line; an empty line shows nothing.</param>
    public ImageRow(params IEnumerable<(RgbImage Image, string Caption)> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        Images = [.. images];
    }

    /// <summary>The images and their lines.</summary>
    public ImmutableArray<(RgbImage Image, string Caption)> Images { get; }
}
