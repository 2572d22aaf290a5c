using System.Collections.Immutable;

namespace Faceptor.Data.Checking;

/// <summary>What was found in a split.</summary>
/// <param name="Name">The split.</param>
/// <param name="SameAs">Other names of the same samples in the same order.</param>
/// <param name="Count">Number of samples; 0 when it cannot be opened.</param>
/// <param name="PaperCount">What the paper counts; null where it gives no number.</param>
/// <param name="Classes">How often each class is there; empty where labels were not looked at.</param>
/// <param name="NumDecoded">Pictures that were decoded.</param>
public sealed record SplitReport(
    string Name,
    ImmutableArray<string> SameAs,
    int Count,
    int? PaperCount,
    ImmutableArray<ClassCount> Classes,
    int NumDecoded);
