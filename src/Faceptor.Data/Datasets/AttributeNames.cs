namespace Faceptor.Data.Datasets;

/// <summary>Names of attributes as files spell them.</summary>
internal static class AttributeNames
{
    /// <summary>A name without what copies differ in: blanks, underscores, capitals, apostrophes.</summary>
    public static string Plain(string name) =>
        name.Trim().Replace(' ', '_').Replace("'", string.Empty, StringComparison.Ordinal).ToLowerInvariant();
}
