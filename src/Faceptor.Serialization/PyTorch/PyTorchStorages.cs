using System.Text;
using Faceptor.Serialization.Pickles;

namespace Faceptor.Serialization.PyTorch;

/// <summary>
/// The storages that a PyTorch file's pickle names by its persistent ids. Where their bytes are is set afterwards.
/// </summary>
internal sealed class PyTorchStorages
{
    /// <summary>Name of the class of storages that count bytes.</summary>
    public const string Untyped = "UntypedStorage";

    private readonly Dictionary<string, PickledStorage> _byKey = new(StringComparer.Ordinal);

    public IReadOnlyCollection<PickledStorage> All => _byKey.Values;

    public PickledStorage? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>Finds or notes the storage that a persistent id stands for.</summary>
    /// <param name="id">(<c>storage</c>, class, key, location, number of elements[, part of another storage]).</param>
    /// <returns>The storage; the name of its class when that is unknown.</returns>
    /// <exception cref="FormatException">The id is something else, or contradicts an earlier one.</exception>
    public object Load(object? id)
    {
        if (id is IReadOnlyList<object?> { Count: > 1 } unknown && unknown[1] is PickledOpaque storageOfWhat)
        {
            return storageOfWhat;
        }

        if (id is not IReadOnlyList<object?> { Count: 5 or 6 } parts
            || ToText(parts[0]) != "storage"
            || parts[1] is not PickleGlobal storageClass
            || ToText(parts[2]) is not { } key
            || ToText(parts[3]) is not { } location
            || parts[4] is not (long and >= 0))
        {
            throw new FormatException(
                "a persistent id is ('storage', class, key, location, number of elements), got something else.");
        }

        if (parts.Count == 6 && parts[5] is not null)
        {
            throw new FormatException(
                "the file holds storages that are parts of storages, which PyTorch wrote before 1.0 only; "
                + "load and save it with a newer PyTorch.");
        }

        var storage = Create(storageClass, key, location, (long)parts[4]!);
        if (_byKey.TryAdd(key, storage))
        {
            return storage;
        }

        var known = _byKey[key];
        return known.Type == storage.Type && known.NumBytes == storage.NumBytes
            ? known
            : throw new FormatException(
                $"storage '{MessageText.Quote(key)}' is named with two types or sizes; the file is damaged.");
    }

    /// <summary>Text, which Python 2 wrote as bytes.</summary>
    public static string? ToText(object? value) => value switch
    {
        string text => text,
        byte[] bytes => Encoding.Latin1.GetString(bytes),
        _ => null,
    };

    private static PickledStorage Create(PickleGlobal storageClass, string key, string location, long count)
    {
        ElementType? type = PyTorchTypes.ByStorage.TryGetValue(storageClass.Name, out var known) ? known : null;
        if (type is null && storageClass.Name != Untyped)
        {
            throw new FormatException(
                $"TorchSharp has no tensors for '{storageClass}'; convert them before they are saved.");
        }

        var elementSize = type is null ? 1 : PyTorchTypes.SizeOf(known);
        return count <= long.MaxValue / elementSize
            ? new PickledStorage(key, location, type, count * elementSize)
            : throw new FormatException($"storage '{MessageText.Quote(key)}' claims {count} elements.");
    }
}
