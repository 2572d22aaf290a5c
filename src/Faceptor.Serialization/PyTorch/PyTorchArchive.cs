using System.Text;
using Faceptor.Serialization.Pickles;

namespace Faceptor.Serialization.PyTorch;

/// <summary>What <c>torch.save</c> writes since PyTorch 1.6: a zip archive.</summary>
/// <remarks>
/// One folder, named at will, holds <c>data.pkl</c>, one entry a storage under <c>data/</c>, <c>byteorder</c> (absent
/// in older files, which are little-endian) and notes that do not change the content.
/// </remarks>
internal static class PyTorchArchive
{
    /// <summary>The longest pickle of a file; real ones hold names and sizes, the numbers lie beside them.</summary>
    public const int MaxPickleBytes = 1 << 26;

    private const string PickleName = "data.pkl";

    /// <summary>Reads the object tree and finds the storages.</summary>
    public static PyTorchContent Read(Stream stream)
    {
        var directory = ZipDirectory.Read(stream);
        var folder = FindFolder(directory);
        RequireNoScript(directory, folder);
        var pickle = directory.ReadSmall(folder + PickleName, MaxPickleBytes);
        var storages = new PyTorchStorages();
        var reader = new PickleReader(pickle, PyTorchGlobals.Allowed, storages.Load);
        var root = reader.Read();
        foreach (var storage in storages.All)
        {
            var (begin, numBytes) = directory.Find($"{folder}data/{storage.Key}")
                ?? throw new FormatException($"the archive has no storage '{MessageText.Quote(storage.Key)}'.");
            if (numBytes != storage.NumBytes)
            {
                throw new FormatException(
                    $"storage '{MessageText.Quote(storage.Key)}' has {numBytes} bytes, "
                    + $"its tensors need {storage.NumBytes}; the file is damaged, copy it again.");
            }

            storage.Begin = begin;
        }

        return new PyTorchContent(root, reader.Position, storages, IsBigEndian(directory, folder), IsLegacy: false);
    }

    private static string FindFolder(ZipDirectory directory)
    {
        string[] pickles =
        [
            .. directory.Names.Where(name =>
                name == PickleName || (name.EndsWith('/' + PickleName, StringComparison.Ordinal)
                    && name.IndexOf('/', StringComparison.Ordinal) == name.Length - PickleName.Length - 1)),
        ];
        return pickles is [var only]
            ? only[..^PickleName.Length]
            : throw new FormatException(
                pickles.Length == 0
                    ? $"the zip archive has no data.pkl, so torch.save did not write it{OtherKind(directory)}."
                    : "the zip archive has several data.pkl, torch.save writes one.");
    }

    private static string OtherKind(ZipDirectory directory)
    {
        string[] weights = [".safetensors", ".pth", ".pt", ".tar", ".ckpt"];
        return directory.Names.FirstOrDefault(name => Array.Exists(
                weights, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))) is { } inner
            ? $"; unpack it and name '{MessageText.Quote(inner)}'"
            : directory.Names.Any(name => name.EndsWith(".npy", StringComparison.Ordinal))
                ? "; numpy did, save the arrays as safetensors or with torch.save"
            : directory.Names.Any(name => name.EndsWith(".weights.h5", StringComparison.Ordinal))
                ? "; Keras did, export the weights as safetensors or with torch.save"
            : string.Empty;
    }

    // Beside the pickle lies code, which a reader of data neither runs nor needs.
    private static void RequireNoScript(ZipDirectory directory, string folder)
    {
        if (directory.Names.Any(name => name == folder + "constants.pkl"
            || name.StartsWith(folder + "code/", StringComparison.Ordinal)))
        {
            throw new FormatException(
                "this is a TorchScript archive (torch.jit.save), a program with its weights; nothing was run. "
                + "Save the weights alone: torch.save(torch.jit.load(path).state_dict(), other).");
        }
    }

    private static bool IsBigEndian(ZipDirectory directory, string folder)
    {
        if (directory.Find(folder + "byteorder") is null)
        {
            return false;
        }

        var order = Encoding.Latin1.GetString(directory.ReadSmall(folder + "byteorder", 16));
        return order switch
        {
            "little" => false,
            "big" => true,
            _ => throw new FormatException(
                $"the byte order is 'little' or 'big', got '{MessageText.Quote(order)}'."),
        };
    }
}
