namespace Faceptor.Data.Loading;

/// <summary>Labels of a batch in network space; one subclass per kind.</summary>
public abstract record TaskTargets
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
