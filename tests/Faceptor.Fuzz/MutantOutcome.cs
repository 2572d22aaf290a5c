namespace Faceptor.Fuzz;

/// <summary>What became of a mutant.</summary>
internal enum MutantOutcome
{
    /// <summary>It was read; the damage does not matter or cannot be told.</summary>
    Read,

    /// <summary>It was refused with a typed error of one short line.</summary>
    Refused,

    /// <summary>Another exception, or a message that must not be shown.</summary>
    Failed,

    /// <summary>The process ended.</summary>
    Crashed,

    /// <summary>It took too much processor time.</summary>
    Slow,

    /// <summary>It took too much memory.</summary>
    Large,
}
