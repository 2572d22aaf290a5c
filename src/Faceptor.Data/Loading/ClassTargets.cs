namespace Faceptor.Data.Loading;

/// <summary>True classes: expressions or identities.</summary>
/// <param name="Classes">Classes [B].</param>
public sealed record ClassTargets(long[] Classes) : TaskTargets
{
    /// <inheritdoc/>
    internal override TaskTargets Slice(int firstImage, int numImages, int numAll) =>
        new ClassTargets(Rows(Classes, firstImage, numImages, numAll));
}
