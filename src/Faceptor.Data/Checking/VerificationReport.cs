namespace Faceptor.Data.Checking;

/// <summary>What was found in a verification set.</summary>
/// <param name="Name">The set, for example <c>lfw</c>.</param>
/// <param name="Path">Its file.</param>
/// <param name="NumPairs">Pairs; 0 when it cannot be opened.</param>
/// <param name="NumSame">Pairs of one person.</param>
/// <param name="NumUnreadable">Pictures that do not decode; only looked for in a deep check.</param>
/// <param name="Problem">The first thing that is wrong; null when nothing is.</param>
public sealed record VerificationReport(
    string Name, string Path, int NumPairs, int NumSame, int NumUnreadable, string? Problem);
