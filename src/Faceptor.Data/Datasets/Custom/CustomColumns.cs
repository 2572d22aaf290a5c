using System.Collections.Frozen;
using System.Collections.Immutable;
using Faceptor.Data.Families;

namespace Faceptor.Data.Datasets.Custom;

/// <summary>The columns that a list of own images may have for a task, and where their values go.</summary>
internal sealed class CustomColumns
{
    /// <summary>Places of the columns that every list may have.</summary>
    public const int Path = 0, Split = 1, Left = 2, Top = 3, Right = 4, Bottom = 5;

    /// <summary>Place of the first column that says what the task wants to know.</summary>
    public const int FirstLabel = 6;

    private static readonly string[] Shared = ["path", "split", "left", "top", "right", "bottom"];

    private readonly FrozenDictionary<string, int> _places;
    private readonly bool _hasSplit;

    public CustomColumns(FaceTask task, bool hasSplit)
    {
        _hasSplit = hasSplit;
        Names = [.. Shared, .. FamilySamples.Of(task.Family).LabelColumns(task)];
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var place = 0; place < Names.Length; place++)
        {
            if (!places.TryAdd(AttributeNames.Plain(Names[place]), place))
            {
                throw new ArgumentException(
                    $"label '{Names[place]}' of task '{task}' is also the name of another column; rename it.",
                    nameof(task));
            }
        }

        _places = places.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The names, those of the labels last.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Place of a column; -1 for names that mean nothing here.</summary>
    public int Find(string name) => _places.GetValueOrDefault(AttributeNames.Plain(name), -1);

    /// <summary>Refuses names that miss a column that is needed; columns of other purposes are welcome.</summary>
    /// <param name="given">All names.</param>
    /// <param name="list">The list, for messages.</param>
    /// <param name="line">Its line that holds the names.</param>
    /// <exception cref="DatasetException">
    /// A column is there twice or is missing; the message names the one that comes near.
    /// </exception>
    public void Require(IReadOnlyList<string> given, string list, int line)
    {
        var isThere = new bool[Names.Length];
        foreach (var name in given)
        {
            var place = Find(name);
            if (place >= 0 && isThere[place])
            {
                throw new DatasetException(
                    list, $"column '{MessageText.Quote(name)}' stands there twice; remove one.", line);
            }

            if (place >= 0)
            {
                isThere[place] = true;
            }
        }

        var missing = Enumerable.Range(0, Names.Length)
            .Where(place => !isThere[place] && (place == Path || place >= FirstLabel || (place == Split && _hasSplit)))
            .ToArray();
        var edges = Enumerable.Range(Left, 4).Where(place => !isThere[place]).ToArray();
        if (edges.Length is > 0 and < 4)
        {
            missing = [.. missing, .. edges]; // a box has all four edges or none
        }

        if (missing.Length > 0)
        {
            var name = Names[missing[0]];
            var unknown = given.Where(other => Find(other) < 0);
            throw new DatasetException(
                list,
                $"expected a column '{name}', found {MessageText.Quote(string.Join(", ", given))}"
                + (Suggestion.Of(name, unknown) is { } near ? $"; rename '{near}' if you meant it." : "; add it."),
                line);
        }
    }
}
