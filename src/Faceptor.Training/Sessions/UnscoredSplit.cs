namespace Faceptor.Training.Sessions;

/// <summary>A dataset, or a part of one, that an evaluation says nothing about.</summary>
/// <param name="Name">The dataset's own spelling, with the split where only that is missing.</param>
/// <param name="Reason">Why, and where it was looked for.</param>
public sealed record UnscoredSplit(string Name, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"not scored: {Name} ({Reason})";
}
