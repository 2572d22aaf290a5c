using System.Collections.Immutable;
using Faceptor.Core.Errors;

namespace Faceptor.Models.Weights;

/// <summary>What became of every tensor of a weight file and of every tensor of the model.</summary>
public sealed record WeightReport
{
    private const int MaxNamesShown = 10;

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>What the file is.</summary>
    public required WeightSource Source { get; init; }

    /// <summary>Tensors of the model that the file filled, by the model's names.</summary>
    public ImmutableArray<string> Used { get; init; } = [];

    /// <summary>Tensors of the model that the file should hold and does not, by the model's names.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>Tensors of the file that the model has no place for, by the file's names.</summary>
    public ImmutableArray<string> Unexpected { get; init; } = [];

    /// <summary>Tensors that differ in shape: the model's name, the file's shape, the model's shape.</summary>
    public ImmutableArray<string> OtherShape { get; init; } = [];

    /// <summary>
    /// Tensors that file and model share and that should be equal and are not, by the model's names; only where a
    /// stage-2 file is added to a model.
    /// </summary>
    public ImmutableArray<string> Different { get; init; } = [];

    /// <summary>
    /// Tensors of the model that such a file never fills and that keep the values they had, by the model's names.
    /// </summary>
    public ImmutableArray<string> Untouched { get; init; } = [];

    /// <summary>What the file holds and is left out on purpose.</summary>
    public ImmutableArray<IgnoredWeight> Ignored { get; init; } = [];

    /// <summary>Whether everything that should fit does.</summary>
    public bool Fits =>
        Missing.IsEmpty && Unexpected.IsEmpty && OtherShape.IsEmpty && Different.IsEmpty;

    /// <summary>What does not fit, with up to ten names of each kind; empty when everything does.</summary>
    public string Problems => string.Join("; ", new[]
    {
        List("missing", Missing),
        List("unexpected", Unexpected),
        List("of another shape", OtherShape),
        List("different from the model's", Different),
    }.Where(text => text.Length > 0));

    /// <summary>One line a kind, for people: counts, and reasons for what was left out.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"{Used.Length} tensors used";
        foreach (var reason in Ignored.GroupBy(entry => entry.Reason))
        {
            yield return $"{reason.Count()} left out: {reason.Key} ({Shorten([.. reason.Select(entry => entry.Name)])})";
        }

        if (!Untouched.IsEmpty)
        {
            yield return $"{Untouched.Length} not in such a file, left as they were: {Shorten(Untouched)}";
        }

        if (!Fits)
        {
            yield return $"does not fit: {Problems}";
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {string.Join("; ", Lines())}.";

    /// <summary>Refuses a file that does not fit.</summary>
    /// <exception cref="CheckpointException">It does not; up to ten names of each kind are listed.</exception>
    internal void RequireFits()
    {
        if (!Fits)
        {
            throw new CheckpointException(
                Path,
                $"the weights do not fit the model: {Problems}. "
                + "Make the model with the options the weights were made with.");
        }
    }

    private static string List(string kind, ImmutableArray<string> names) =>
        names.IsEmpty ? string.Empty : $"{names.Length} {kind}: {Shorten(names)}";

    private static string Shorten(ImmutableArray<string> names) =>
        string.Join(", ", names.Take(MaxNamesShown)) + (names.Length > MaxNamesShown ? ", …" : string.Empty);
}
