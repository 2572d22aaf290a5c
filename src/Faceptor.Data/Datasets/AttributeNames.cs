namespace Faceptor.Data.Datasets;

/// <summary>Names of attributes as files spell them.</summary>
internal static class AttributeNames
{
    /// <summary>A name without what copies differ in: blanks, underscores, capitals.</summary>
    public static string Plain(string name) => name.Trim().Replace(' ', '_').ToLowerInvariant();
}
