using Faceptor.Imaging;

namespace Faceptor.Interactive;

/// <summary>An image and what was predicted about the face in it; a notebook shows both side by side.</summary>
/// <remarks>A <see cref="FacePrediction"/> holds no image, so by itself it is shown as a table.</remarks>
/// <param name="image">The image that was predicted.</param>
/// <param name="prediction">What was predicted about it.</param>
public sealed class PredictedImage(RgbImage image, FacePrediction prediction)
{
    /// <summary>The image that was predicted.</summary>
    public RgbImage Image { get; } = image ?? throw new ArgumentNullException(nameof(image));

    /// <summary>What was predicted about it.</summary>
    public FacePrediction Prediction { get; } = prediction ?? throw new ArgumentNullException(nameof(prediction));
}
