using System.Numerics;

namespace Faceptor.Evaluation;

/// <summary>
/// How an image was brought into the network's square in testing, in both directions. Points are (x, y) in pixels,
/// pixel centres at whole numbers.
/// </summary>
internal interface IImageTransform
{
    /// <summary>From the network's square to the original image.</summary>
    /// <param name="networkPx">A point in pixels of the square.</param>
    Vector2 ToImage(Vector2 networkPx);

    /// <summary>From the original image to the network's square.</summary>
    /// <param name="imagePx">A point in pixels of the image.</param>
    Vector2 ToNetwork(Vector2 imagePx);
}
