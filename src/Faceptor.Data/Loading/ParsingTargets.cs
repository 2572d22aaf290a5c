namespace Faceptor.Data.Loading;

/// <summary>True classes of the pixels.</summary>
/// <param name="Classes">Classes [B, S, S].</param>
public sealed record ParsingTargets(byte[] Classes) : TaskTargets
{
    /// <inheritdoc/>
    internal override TaskTargets Slice(int firstImage, int numImages, int numAll) =>
        new ParsingTargets(Rows(Classes, firstImage, numImages, numAll));
}
