namespace Faceptor.Data.Loading;

/// <summary>True points.</summary>
/// <param name="Points">(x, y) [B, K, 2] in [0, 1]: (pixel + 0.5) / side.</param>
public sealed record LandmarkTargets(float[] Points) : TaskTargets
{
    /// <inheritdoc/>
    internal override TaskTargets Slice(int firstImage, int numImages, int numAll) =>
        new LandmarkTargets(Rows(Points, firstImage, numImages, numAll));
}
