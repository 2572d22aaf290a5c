using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Faceptor.Serialization.Pickles;

/// <summary>
/// A Python mapping: pairs in the order they were written. Keys written as Python 2 byte strings count as text.
/// </summary>
internal sealed class PickledDictionary : IReadOnlyCollection<KeyValuePair<object, object?>>
{
    private static readonly OrderedDictionary<object, object?> Nothing = [];

    // Made with the first pair: a file may hold millions of empty ones.
    private OrderedDictionary<object, object?> _items = Nothing;

    /// <summary>Number of pairs.</summary>
    public int Count => _items.Count;

    internal object? this[object key]
    {
        set
        {
            if (ReferenceEquals(_items, Nothing))
            {
                _items = new OrderedDictionary<object, object?>(PickleKeyComparer.Instance);
            }

            _items[Normalize(key)] = value;
        }
    }

    /// <summary>Looks a key up.</summary>
    /// <param name="key">Text, <see cref="long"/>, <see cref="bool"/> or <see cref="double"/>.</param>
    /// <param name="value">The value, or null when the key is absent.</param>
    /// <returns>Whether the key is there.</returns>
    public bool TryGetValue(object key, [MaybeNullWhen(false)] out object? value)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _items.TryGetValue(Normalize(key), out value);
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<object, object?>> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static object Normalize(object key) => key is byte[] bytes ? Encoding.Latin1.GetString(bytes) : key;
}
