namespace Faceptor.Data.Datasets.Own;

/// <summary>What a list of own pictures says about one of them.</summary>
/// <param name="Values">A value for each known column, in their order; null or empty when it is missing.</param>
/// <param name="Line">The list's line, from 1.</param>
internal readonly record struct OwnRow(string?[] Values, int Line)
{
    /// <summary>The value of a column; null when it is missing.</summary>
    public string? this[int place] => string.IsNullOrEmpty(Values[place]) ? null : Values[place];
}
