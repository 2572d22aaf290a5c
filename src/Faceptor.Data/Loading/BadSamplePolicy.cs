namespace Faceptor.Data.Loading;

/// <summary>What training does about a sample that cannot be read.</summary>
public enum BadSamplePolicy
{
    /// <summary>Training stops with the sample's exception.</summary>
    Stop,

    /// <summary>
    /// Another sample takes its place, always the same one; the loader counts it and tells who listens.
    /// </summary>
    Skip,
}
