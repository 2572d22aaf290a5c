namespace Faceptor.Data.Loading;

/// <summary>Labels of a batch in network space; one subclass per kind.</summary>
internal abstract record TaskTargets
{
    /// <summary>The labels of some of the samples.</summary>
    /// <param name="firstImage">The first of them.</param>
    /// <param name="numImages">How many.</param>
    /// <param name="numAll">Samples B of the whole batch, which the labels divide among.</param>
    internal abstract TaskTargets Slice(int firstImage, int numImages, int numAll);

    /// <summary>The rows of some samples.</summary>
    private protected static T[] Rows<T>(T[] values, int firstImage, int numImages, int numAll)
    {
        var length = values.Length / numAll;
        return values[(firstImage * length)..((firstImage + numImages) * length)];
    }
}

/// <summary>True ages.</summary>
/// <param name="Years">Ages in years [B].</param>
internal sealed record AgeTargets(int[] Years) : TaskTargets
{
    /// <inheritdoc/>
    internal override TaskTargets Slice(int firstImage, int numImages, int numAll) =>
        new AgeTargets(Rows(Years, firstImage, numImages, numAll));
}

/// <summary>True attributes.</summary>
/// <param name="Values">1 yes, 0 no, -1 unknown [B, K].</param>
internal sealed record AttributeTargets(sbyte[] Values) : TaskTargets
{
    /// <inheritdoc/>
    internal override TaskTargets Slice(int firstImage, int numImages, int numAll) =>
        new AttributeTargets(Rows(Values, firstImage, numImages, numAll));
}

/// <summary>True classes: expressions or identities.</summary>
/// <param name="Classes">Classes [B].</param>
internal sealed record ClassTargets(long[] Classes) : TaskTargets
{
    /// <inheritdoc/>
    internal override TaskTargets Slice(int firstImage, int numImages, int numAll) =>
        new ClassTargets(Rows(Classes, firstImage, numImages, numAll));
}

/// <summary>True points.</summary>
/// <param name="Points">(x, y) [B, K, 2] in [0, 1]: (pixel + 0.5) / side.</param>
internal sealed record LandmarkTargets(float[] Points) : TaskTargets
{
    /// <inheritdoc/>
    internal override TaskTargets Slice(int firstImage, int numImages, int numAll) =>
        new LandmarkTargets(Rows(Points, firstImage, numImages, numAll));
}

/// <summary>True classes of the pixels.</summary>
/// <param name="Classes">Classes [B, S, S].</param>
internal sealed record ParsingTargets(byte[] Classes) : TaskTargets
{
    /// <inheritdoc/>
    internal override TaskTargets Slice(int firstImage, int numImages, int numAll) =>
        new ParsingTargets(Rows(Classes, firstImage, numImages, numAll));
}
