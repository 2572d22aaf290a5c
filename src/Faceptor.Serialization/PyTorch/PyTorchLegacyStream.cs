using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Faceptor.Serialization.Pickles;

namespace Faceptor.Serialization.PyTorch;

/// <summary>
/// What <c>torch.save</c> wrote before PyTorch 1.6: five pickles in a row (magic number, protocol, system, the object,
/// keys of storages) and then each storage, its number of elements in front.
/// </summary>
internal static class PyTorchLegacyStream
{
    private const long Protocol = 1001;

    private static readonly BigInteger Magic =
        BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>Reads the object tree and finds the storages.</summary>
    public static PyTorchContent Read(Stream stream)
    {
        stream.Position = 0;
        var storages = new PyTorchStorages();
        var reader = new PickleReader(
            new PickleCursor(stream, PyTorchArchive.MaxPickleBytes), PyTorchGlobals.Allowed, storages.Load);
        RequireMagic(reader);
        if (reader.Read() is not Protocol)
        {
            throw new FormatException($"the older PyTorch format has protocol {Protocol}, got another one.");
        }

        var isBigEndian = reader.Read() is PickledDictionary system
            && system.TryGetValue("little_endian", out var isLittle)
            && isLittle is false;
        var rootBegin = reader.Position;
        var root = reader.Read();
        var rootBytes = reader.Position - rootBegin;
        if (reader.Read() is not IReadOnlyList<object?> keys)
        {
            throw new FormatException("a list of storage keys was expected, got something else.");
        }

        FindStorages(stream, reader.Position, keys, storages, isBigEndian);
        return new PyTorchContent(root, rootBytes, storages, isBigEndian, IsLegacy: true);
    }

    private static void RequireMagic(PickleReader reader)
    {
        string problem;
        try
        {
            if (reader.Read() is BigInteger magic && magic == Magic)
            {
                return;
            }

            problem = "it begins with some other pickle";
        }
        catch (PickleException e)
        {
            problem = e.Message;
        }

        throw new FormatException(
            $"this is no PyTorch file: neither a zip archive nor the format before PyTorch 1.6 ({problem}).");
    }

    private static void FindStorages(
        Stream stream, long position, IReadOnlyList<object?> keys, PyTorchStorages storages, bool isBigEndian)
    {
        Span<byte> bytes = stackalloc byte[8];
        foreach (var item in keys)
        {
            var key = PyTorchStorages.ToText(item) ?? throw new FormatException("a storage key is text.");
            if (storages.Find(key) is not { Begin: < 0 } storage)
            {
                throw new FormatException(
                    $"storage '{MessageText.Quote(key)}' is listed twice or used by no tensor; the file is damaged.");
            }

            if (position > stream.Length - 8 - storage.NumBytes)
            {
                throw new FormatException(
                    $"storage '{MessageText.Quote(key)}' of {storage.NumBytes} bytes does not fit the file; "
                    + "it is cut off, copy it again.");
            }

            stream.Position = position;
            stream.ReadExactly(bytes);
            var count = isBigEndian
                ? BinaryPrimitives.ReadInt64BigEndian(bytes)
                : BinaryPrimitives.ReadInt64LittleEndian(bytes);
            if (count != storage.NumElements)
            {
                throw new FormatException(
                    $"storage '{MessageText.Quote(key)}' has {count} elements, its tensors say "
                    + $"{storage.NumElements}; the file is damaged, copy it again.");
            }

            storage.Begin = position + 8;
            position = storage.Begin + storage.NumBytes;
        }

        if (storages.All.FirstOrDefault(storage => storage.Begin < 0) is { } missing)
        {
            throw new FormatException($"the file holds no storage '{MessageText.Quote(missing.Key)}'; it is damaged.");
        }
    }
}
