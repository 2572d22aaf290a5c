using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Faceptor.Serialization.Pickles;

namespace Faceptor.Models.Weights;

/// <summary>The object tree of a PyTorch file: all its tensors, and what lies beside those of a network.</summary>
internal static class PyTorchTree
{
    private const int MaxTensors = 100_000;
    private const int MaxNameLength = 1000;
    private const long MaxLetters = 1 << 24;

    /// <summary>All tensors and objects of unknown classes, by the way to them, in the order of the file.</summary>
    /// <exception cref="FormatException">There are more names, or longer ones, than any network has.</exception>
    public static IReadOnlyList<FileEntry> Read(object? root)
    {
        var entries = new List<FileEntry>();
        var letters = 0L;
        var place = new StringBuilder();
        Add(root, 0);
        return entries;

        void Add(object? value, int containerLength)
        {
            switch (value)
            {
                case PickledTensor or PickledOpaque:
                    letters += place.Length;
                    if (entries.Count == MaxTensors || letters > MaxLetters || place.Length > MaxNameLength)
                    {
                        throw new FormatException(
                            $"the file names more than {MaxTensors} tensors, or by more than {MaxNameLength} letters; "
                            + "no face network does.");
                    }

                    entries.Add(new FileEntry(
                        place.ToString(),
                        containerLength,
                        value as PickledTensor,
                        value is PickledOpaque opaque ? $"{opaque}" : null));
                    break;
                case PickledDictionary mapping:
                    foreach (var (key, item) in mapping)
                    {
                        Enter(key, item, isMapping: true);
                    }

                    break;
                case IReadOnlyList<object?> items:
                    foreach (var (index, item) in items.Index())
                    {
                        Enter((long)index, item, isMapping: false);
                    }

                    break;
            }
        }

        void Enter(object key, object? item, bool isMapping)
        {
            if (item is not (PickledTensor or PickledOpaque or PickledDictionary or IReadOnlyList<object?>))
            {
                return;
            }

            var length = place.Length;
            if (length > 0)
            {
                place.Append('.');
            }

            var containerLength = place.Length;
            place.Append(Shown(key));
            Add(item, isMapping ? containerLength : length);
            place.Length = length;
        }
    }

    /// <summary>Plain values and other parts beside a network's tensors, along the way to them.</summary>
    /// <param name="root">The saved object.</param>
    /// <param name="place">The way to the mapping that holds the tensors; empty for the saved object.</param>
    /// <param name="isNetwork">Whether an entry of the saved object itself holds some of them.</param>
    public static (IReadOnlyDictionary<string, string> Values, ImmutableArray<IgnoredWeight> Parts) Beside(
        object? root, string place, Func<string, bool> isNetwork)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var parts = ImmutableArray.CreateBuilder<IgnoredWeight>();
        var before = string.Empty;
        for (var level = root as PickledDictionary; level is not null;)
        {
            var way = level
                .Where(pair => pair.Value is PickledDictionary)
                .Select(pair => (Name: before + Shown(pair.Key), Inner: (PickledDictionary)pair.Value!))
                .FirstOrDefault(pair => $"{place}.".StartsWith($"{pair.Name}.", StringComparison.Ordinal));
            if (way.Inner is null && level != root)
            {
                break; // the tensors' own mapping
            }

            foreach (var (key, value) in level.Where(pair => !ReferenceEquals(pair.Value, way.Inner)))
            {
                var name = before + Shown(key);
                switch (value)
                {
                    case bool or long or double or string:
                        values[name] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
                        break;
                    case PickledOpaque opaque:
                        parts.Add(new IgnoredWeight(
                            $"{name} ({opaque})", "of a class that is not known here, left closed"));
                        break;
                    case PickledTensor:
                        break;
                    default:
                        if (!isNetwork(name))
                        {
                            parts.Add(new IgnoredWeight(name, "not weights"));
                        }

                        break;
                }
            }

            (level, before) = (way.Inner, $"{way.Name}.");
        }

        return (values, parts.ToImmutable());
    }

    // Of a key that is too long to be a name just enough is kept to see it.
    private static string Shown(object key)
    {
        var text = Convert.ToString(key, CultureInfo.InvariantCulture) ?? string.Empty;
        return text.Length <= MaxNameLength ? text : text[..(MaxNameLength + 1)];
    }
}
