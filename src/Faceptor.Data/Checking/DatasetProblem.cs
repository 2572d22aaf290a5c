namespace Faceptor.Data.Checking;

/// <summary>Something that is wrong with a dataset.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Split">The split in which it was found.</param>
/// <param name="Sample">The sample's name; null when it concerns the split.</param>
/// <param name="Message">What was expected, what is there, what to do; names the file.</param>
public sealed record DatasetProblem(ProblemKind Kind, string Split, string? Sample, string Message);
