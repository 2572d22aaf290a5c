namespace Faceptor.Data.Loading;

/// <summary>True attributes.</summary>
/// <param name="Values">1 yes, 0 no, -1 unknown [B, K].</param>
public sealed record AttributeTargets(sbyte[] Values) : TaskTargets
{
    /// <inheritdoc/>
    internal override TaskTargets Slice(int firstImage, int numImages, int numAll) =>
        new AttributeTargets(Rows(Values, firstImage, numImages, numAll));
}
