namespace Faceptor.Evaluation.Sessions;

/// <summary>A dataset, or a part of one, that an evaluation says nothing about.</summary>
/// <param name="Name">The dataset's own spelling, with the split where only that is missing.</param>
/// <param name="Reason">Why, and where it was looked for.</param>
public sealed record UnscoredSplit(string Name, string Reason)
{
    /// <summary>Whether it is there and cannot be read; otherwise it is not there, or was not asked for.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>Id of the task; null where it belongs to none.</summary>
    public string? Dataset { get; init; }

    /// <summary>The split, or the name of the verification set; null for a whole dataset.</summary>
    public string? Split { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"not scored: {Name} ({Reason})";

    /// <summary>What an error says about a dataset.</summary>
    internal static UnscoredSplit Of(string name, string dataset, string? split, Exception error) =>
        new(name, ReasonOf(error)) { IsUnreadable = true, Dataset = dataset, Split = split };

    /// <summary>The error in words; of other libraries' errors the kind as well.</summary>
    internal static string ReasonOf(Exception error) => error is FaceptorException or IOException
        ? MessageText.Fit(error.Message)
        : MessageText.Fit($"{error.GetType().Name}: {error.Message}");
}
