using Faceptor.Serialization.Pickles;
using Faceptor.Serialization.PyTorch;

namespace Faceptor.Serialization.Tests;

/// <summary>PyTorch files made by hand, with content that <c>torch.save</c> would not write.</summary>
internal static class CraftedFiles
{
    /// <summary>A zip archive with the given pickle, and storages named 0, 1, ...</summary>
    public static string WriteZip(
        string path, Action<PickleWriter> writeRoot, string byteOrder = "little", params byte[][] storages)
    {
        using var stream = File.Create(path);
        var zip = new ZipWriter(stream);
        zip.Add("any/data.pkl", Pickle(writeRoot));
        zip.Add("any/byteorder", System.Text.Encoding.ASCII.GetBytes(byteOrder));
        for (var key = 0; key < storages.Length; key++)
        {
            zip.Add($"any/data/{key}", storages[key]);
        }

        zip.Finish();
        return path;
    }

    /// <summary>The stream from before PyTorch 1.6, with the given pickle, keys and storages.</summary>
    public static string WriteLegacy(
        string path,
        Action<PickleWriter> writeRoot,
        string[] keys,
        bool isLittleEndian = true,
        int protocol = 1001,
        params byte[] storages)
    {
        // The magic number 0x1950a86a20f9469cfc6c as a long integer of ten bytes.
        byte[] magic = [0x80, 2, 0x8a, 10, .. Convert.FromHexString("6cfc9c46f9206aa85019"), (byte)'.'];
        File.WriteAllBytes(path,
        [
            .. magic,
            .. Pickle(pickle => pickle.Integer(protocol)),
            .. Pickle(pickle => pickle.Dictionary(("little_endian", () => pickle.Boolean(isLittleEndian)))),
            .. Pickle(writeRoot),
            .. Pickle(pickle => pickle.List(keys, pickle.Text)),
            .. storages,
        ]);
        return path;
    }

    public static byte[] Pickle(Action<PickleWriter> writeRoot)
    {
        var buffer = new MemoryStream();
        using (var pickle = new PickleWriter(buffer, protocol: 2))
        {
            writeRoot(pickle);
        }

        return buffer.ToArray();
    }

    public static void Storage(PickleWriter pickle, string storageClass, string key, long count) =>
        pickle.PersistentId(() => pickle.Tuple(
            () => pickle.Text("storage"),
            () => pickle.Global("torch", storageClass),
            () => pickle.Text(key),
            () => pickle.Text("cuda:0"),
            () => pickle.Integer(count)));

    /// <summary>A tensor of newer PyTorch: its storage counts bytes, its type stands beside.</summary>
    public static void UntypedTensor(PickleWriter pickle, long numBytes, long[] shape, Action writeType) =>
        pickle.Call(
            "torch._utils",
            "_rebuild_tensor_v3",
            () => Storage(pickle, "UntypedStorage", "0", numBytes),
            () => pickle.Integer(0),
            () => Sizes(pickle, shape),
            () => Sizes(pickle, [.. shape.Select(_ => 1L)]),
            () => pickle.Boolean(false),
            pickle.None,
            writeType);

    public static void Tensor(
        PickleWriter pickle, string storageClass, long count, long offset, long[] shape, long[] strides) =>
        pickle.Call(
            "torch._utils",
            "_rebuild_tensor_v2",
            () => Storage(pickle, storageClass, "0", count),
            () => pickle.Integer(offset),
            () => Sizes(pickle, shape),
            () => Sizes(pickle, strides),
            () => pickle.Boolean(false),
            () => pickle.Call("collections", "OrderedDict"));

    public static void Sizes(PickleWriter pickle, long[] sizes) =>
        pickle.Tuple([.. sizes.Select<long, Action>(size => () => pickle.Integer(size))]);
}
