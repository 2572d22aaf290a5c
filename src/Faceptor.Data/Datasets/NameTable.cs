using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>
/// A number for each picture of a list, found by the picture's name; capitals and separators do not matter.
/// </summary>
/// <param name="list">The list, for messages.</param>
internal sealed class NameTable(string list)
{
    /// <summary>Names at most; the sets in question have 202,599 pictures at most.</summary>
    public const int MaxCount = 1 << 21;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Number of names.</summary>
    public int Count => _numbers.Count;

    /// <summary>The numbers.</summary>
    public IEnumerable<int> Values => _numbers.Values;

    /// <summary>The number of a picture; null when the list does not name it.</summary>
    public int? Find(string name) =>
        _numbers.TryGetValue(FilePaths.Normalize(name), out var number) ? number : null;

    /// <summary>Adds a picture or changes its number.</summary>
    /// <exception cref="DatasetException">There are too many names.</exception>
    public void Set(string name, int number, int line)
    {
        _numbers[FilePaths.Normalize(name)] = number;
        if (_numbers.Count > MaxCount)
        {
            throw new DatasetException(
                list, $"expected at most {MaxCount} pictures, there are more; check that it is the right list.", line);
        }
    }
}
