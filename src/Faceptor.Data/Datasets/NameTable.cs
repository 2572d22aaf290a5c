using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>
/// A number for each image of a list, found by the image's name; capitals and separators do not matter.
/// </summary>
/// <param name="list">The list, for messages.</param>
internal sealed class NameTable(string list)
{
    /// <summary>Names at most; the sets in question have 202,599 images at most.</summary>
    public const int MaxCount = 1 << 21;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Number of names.</summary>
    public int Count => _numbers.Count;

    /// <summary>The numbers.</summary>
    public IEnumerable<int> Values => _numbers.Values;

    /// <summary>The number of an image; null when the list does not name it.</summary>
    public int? Find(string name) =>
        _numbers.TryGetValue(FilePaths.Normalize(name), out var number) ? number : null;

    /// <summary>Adds an image or changes its number.</summary>
    /// <exception cref="DatasetException">There are too many names.</exception>
    public void Set(string name, int number, int line)
    {
        _numbers[FilePaths.Normalize(name)] = number;
        if (_numbers.Count > MaxCount)
        {
            throw new DatasetException(
                list, $"expected at most {MaxCount} images, there are more; check that it is the right list.", line);
        }
    }
}
