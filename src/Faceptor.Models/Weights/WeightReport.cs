using System.Collections.Immutable;

namespace Faceptor.Models.Weights;

/// <summary>What became of every tensor of a weight file and of every tensor of the model.</summary>
public sealed record WeightReport
{
    private const int MaxNamesShown = 10;
    private const int MaxNameLength = 160;
    private const string Head = "the weights do not fit the model: ";
    private const string Remedy = ". Make the model with the options the weights were made with.";

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>What the file is.</summary>
    public required WeightSource Source { get; init; }

    /// <summary>Where the tensors were in the file, and what was taken off their names.</summary>
    internal WeightLayout Layout { get; init; } = new();

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
    internal ImmutableArray<IgnoredWeight> Ignored { get; init; } = [];

    /// <summary>
    /// Tensors that were filled with numbers that are none (not a number, or infinite), by the model's names with their
    /// counts; only where loading was lenient, which takes them as they are.
    /// </summary>
    public ImmutableArray<string> NonFinite { get; init; } = [];

    /// <summary>Whether everything that should fit does.</summary>
    public bool Fits =>
        Missing.IsEmpty && Unexpected.IsEmpty && OtherShape.IsEmpty && Different.IsEmpty;

    /// <summary>What does not fit, with up to ten names of each kind; empty when everything does.</summary>
    public string Problems => ProblemsWith(MaxNamesShown);

    /// <summary>Everything that does not fit, one entry a tensor.</summary>
    internal IReadOnlyList<string> Details =>
    [
        .. Kinds.SelectMany(kind => kind.Names.Select(name => $"{kind.Name}: {name}")),
    ];

    private (string Name, ImmutableArray<string> Names)[] Kinds =>
    [
        ("missing", Missing),
        ("unexpected", Unexpected),
        ("of another shape", OtherShape),
        ("different from the model's", Different),
    ];

    /// <summary>One line a kind, for people: counts, and reasons for what was left out.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"{Used.Length} tensors used";
        if (!Layout.IsUsual)
        {
            yield return $"names found {Layout}";
        }

        if (!NonFinite.IsEmpty)
        {
            yield return $"{NonFinite.Length} hold numbers that are none: {Shorten(NonFinite, MaxNamesShown)}";
        }

        foreach (var reason in Ignored.GroupBy(entry => entry.Reason))
        {
            yield return $"{reason.Count()} left out: {reason.Key} "
                + $"({Shorten([.. reason.Select(entry => entry.Name)], MaxNamesShown)})";
        }

        if (!Untouched.IsEmpty)
        {
            yield return $"{Untouched.Length} not in such a file, left as they were: "
                + Shorten(Untouched, MaxNamesShown);
        }

        if (!Fits)
        {
            yield return $"does not fit: {Problems}";
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {string.Join("; ", Lines())}.";

    /// <summary>Refuses a file that does not fit.</summary>
    /// <exception cref="CheckpointException">
    /// It does not; as many names of each kind are listed as there is room for, up to ten, and all are in its details.
    /// </exception>
    internal void RequireFits()
    {
        if (!Fits)
        {
            var room = MessageText.MaxMessageLength
                - MessageText.Place(Path).Length - ": ".Length - Head.Length - Remedy.Length;
            throw new CheckpointException(Path, Head + ShortProblems(room) + Remedy) { Details = Details };
        }
    }

    /// <summary>The same as <see cref="Problems"/> with as many names as there is room for.</summary>
    internal string ShortProblems(int maxLength)
    {
        var numNames = MaxNamesShown;
        while (numNames > 0 && ProblemsWith(numNames).Length > maxLength)
        {
            numNames--;
        }

        return ProblemsWith(numNames);
    }

    private string ProblemsWith(int maxNames) => string.Join(
        "; ",
        Kinds.Where(kind => !kind.Names.IsEmpty).Select(kind => maxNames == 0
            ? $"{kind.Names.Length} {kind.Name}"
            : $"{kind.Names.Length} {kind.Name}: {Shorten(kind.Names, maxNames)}"));

    private static string Shorten(ImmutableArray<string> names, int maxNames) =>
        string.Join(", ", names.Take(maxNames).Select(Shown)) + (names.Length > maxNames ? ", …" : string.Empty);

    private static string Shown(string name) =>
        MessageText.Printable(name.Length <= MaxNameLength ? name : $"{name[..MaxNameLength]}…");
}

/// <summary>A tensor or entry of a weight file that is left out on purpose.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Reason">Why, as part of a sentence.</param>
internal sealed record IgnoredWeight(string Name, string Reason);
