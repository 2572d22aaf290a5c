using System.Collections.Immutable;
using Faceptor.Data.Datasets;

namespace Faceptor.Data.Checking;

/// <summary>What was found of a dataset.</summary>
/// <param name="Name">The dataset's own spelling.</param>
/// <param name="Task">Id of its task.</param>
/// <param name="Folder">Where it was looked for.</param>
/// <param name="Layout">The layout found; null when there is none.</param>
/// <param name="LookedFor">Paths of which one would have been enough to recognise a layout.</param>
/// <param name="Splits">Its splits.</param>
/// <param name="Problems">What is wrong, up to the bound of the options.</param>
/// <param name="NumProblems">All that is wrong, with what the bound left out.</param>
internal sealed record DatasetReport(
    string Name,
    string Task,
    string Folder,
    DatasetLayout? Layout,
    ImmutableArray<string> LookedFor,
    ImmutableArray<SplitReport> Splits,
    ImmutableArray<DatasetProblem> Problems,
    int NumProblems)
{
    /// <summary>Whether a layout of the dataset was found.</summary>
    public bool IsFound => Layout is not null;
}

/// <summary>How often a class is there.</summary>
/// <param name="Name">The class: an expression, a range of ages, an attribute that is present, a parsing class.</param>
/// <param name="Count">Samples, or for parsing pixels, that have it.</param>
internal sealed record ClassCount(string Name, long Count);

/// <summary>Something that is wrong with a dataset.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Split">The split in which it was found.</param>
/// <param name="Sample">The sample's name; null when it concerns the split.</param>
/// <param name="Message">What was expected, what is there, what to do; names the file.</param>
internal sealed record DatasetProblem(ProblemKind Kind, string Split, string? Sample, string Message);

/// <summary>What is wrong with a dataset.</summary>
internal enum ProblemKind
{
    /// <summary>A split cannot be opened: a list is missing, broken or says something impossible.</summary>
    List,

    /// <summary>An image that a list names is not there or is empty.</summary>
    Missing,

    /// <summary>An image or label file is there and cannot be read.</summary>
    Unreadable,

    /// <summary>A label has a value that cannot be: a point far outside, a class that does not exist.</summary>
    Impossible,

    /// <summary>An image is in the training split and in a test split.</summary>
    Duplicate,
}

/// <summary>What was found in a split.</summary>
/// <param name="Name">The split.</param>
/// <param name="SameAs">Other names of the same samples in the same order.</param>
/// <param name="Count">Number of samples; 0 when it cannot be opened.</param>
/// <param name="PaperCount">What the paper counts; null where it gives no number.</param>
/// <param name="Classes">How often each class is there; empty where labels were not looked at.</param>
/// <param name="NumDecoded">Images that were decoded.</param>
internal sealed record SplitReport(
    string Name,
    ImmutableArray<string> SameAs,
    int Count,
    int? PaperCount,
    ImmutableArray<ClassCount> Classes,
    int NumDecoded);

/// <summary>What was found in a verification set.</summary>
/// <param name="Name">The set, for example <c>lfw</c>.</param>
/// <param name="Path">Its file.</param>
/// <param name="NumPairs">Pairs; 0 when it cannot be opened.</param>
/// <param name="NumSame">Pairs of one identity.</param>
/// <param name="NumUnreadable">Images that do not decode; only looked for in a deep check.</param>
/// <param name="Problem">The first thing that is wrong; null when nothing is.</param>
internal sealed record VerificationReport(
    string Name, string Path, int NumPairs, int NumSame, int NumUnreadable, string? Problem);
