namespace Faceptor.Synthetic;

/// <summary>Groups of drawn datasets.</summary>
[Flags]
public enum SyntheticDatasetKinds
{
    /// <summary>
    /// Nothing; not a choice, but what a set of flags must have.
    /// </summary>
    None = 0,

    /// <summary>The seven datasets of Faceptor-Base, and a verification set.</summary>
    Base = 1,

    /// <summary>AFLW-19, LaPa and LFW-73: what the paper transfers to. Paper: Table 9.</summary>
    Transfer = 2,

    /// <summary>Both.</summary>
    All = Base | Transfer,
}
