namespace Faceptor.Data.Loading;

/// <summary>True ages.</summary>
/// <param name="Years">Ages in years [B].</param>
public sealed record AgeTargets(int[] Years) : TaskTargets
{
    /// <inheritdoc/>
    internal override TaskTargets Slice(int firstImage, int numImages, int numAll) =>
        new AgeTargets(Rows(Years, firstImage, numImages, numAll));
}
