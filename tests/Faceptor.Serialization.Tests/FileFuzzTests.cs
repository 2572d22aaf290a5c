using System.IO.Compression;
using Faceptor.Fuzz.Mutation;
using Faceptor.Models.Weights;
using Faceptor.Serialization.Pickles;
using Faceptor.Serialization.PyTorch;
using static TorchSharp.torch;

namespace Faceptor.Serialization.Tests;

/// <summary>
/// Damaged weight files: whatever is changed, the file is read or refused with the typed exception, and memory stays
/// within a multiple of the file's size.
/// </summary>
public sealed class FileFuzzTests : IDisposable
{
    private const int NumMutants = 2000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("dtype_zoo.pth", 1)]
    [InlineData("legacy_format.pth", 2)]
    [InlineData("dtype_zoo_expected.safetensors", 3)]
    public void A_damaged_file_is_read_or_refused_within_bounds(string name, int seed)
    {
        var whole = File.ReadAllBytes(RepositoryPaths.Golden(name));
        var random = new Random(seed);
        var path = _folder.File(name);

        RequireBounds(path, whole.Length, () => File.WriteAllBytes(path, ByteMutation.Apply(whole, random)));
    }

    [Fact]
    public void A_sound_archive_with_a_damaged_pickle_is_read_or_refused_within_bounds()
    {
        var entries = ReadEntries(RepositoryPaths.Golden("dtype_zoo.pth"));
        var pickle = entries["dtype_zoo/data.pkl"];
        var random = new Random(4);
        var path = _folder.File("pickle.pth");

        RequireBounds(path, entries.Values.Sum(content => content.Length), () =>
        {
            using var stream = File.Create(path);
            var zip = new ZipWriter(stream);
            foreach (var (name, content) in entries)
            {
                zip.Add(name, content == pickle ? ByteMutation.Apply(pickle, random) : content);
            }

            zip.Finish();
        });
    }

    [Fact]
    public void Unknown_names_beside_weights_are_read_or_refused_within_bounds()
    {
        byte[] pickle =
        [
            0x80, 2, .. "}(X\u0004\0\0\0args"u8, .. "cargparse\nNamespace\n)"u8, 0x81, .. "}X\u0002\0\0\0lrF0.1\nsb"u8,
            .. "X\u0004\0\0\0kind"u8, .. "cbuiltins\ngetattr\ncmy.code\nKind\nX\u0001\0\0\0A"u8, 0x86, (byte)'R',
            .. "X\u0003\0\0\0map"u8, .. "cmy.code\nMap\n)"u8, 0x81, .. "(I1\nI2\nI3\nI4\nu"u8,
            .. "X\u0005\0\0\0count"u8, .. "ccollections\nCounter\n}K\nK\u0001s"u8, 0x85, .. "Ru."u8,
        ];
        var random = new Random(6);
        var path = _folder.File("unknown.pth");

        RequireBounds(path, pickle.Length, () =>
        {
            using var stream = File.Create(path);
            var zip = new ZipWriter(stream);
            zip.Add("any/data.pkl", ByteMutation.Apply(pickle, random));
            zip.Finish();
        });
    }

    private static void RequireBounds(string path, int length, Action writeMutant)
    {
        var (numRead, numRefused) = (0, 0);
        for (var mutant = 0; mutant < NumMutants; mutant++)
        {
            writeMutant();
            var before = GC.GetAllocatedBytesForCurrentThread();

            var error = Record.Exception(() => ReadAll(path));

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(error is null or CheckpointException, $"mutant {mutant}: {error}");
            Assert.True(allocated <= (1 << 20) + (16 * length), $"mutant {mutant}: {allocated} bytes allocated");
            _ = error is null ? numRead++ : numRefused++;
        }

        // Both must be frequent, or the mutations miss what they are for.
        Assert.InRange(numRead, NumMutants / 40, NumMutants);
        Assert.InRange(numRefused, NumMutants / 4, NumMutants);
    }

    private static Dictionary<string, byte[]> ReadEntries(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        return zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var stream = entry.Open();
            using var content = new MemoryStream();
            stream.CopyTo(content);
            return content.ToArray();
        });
    }

    private static void ReadAll(string path)
    {
        using var scope = NewDisposeScope();
        long numBytes = 0;
        if (path.EndsWith(".safetensors", StringComparison.Ordinal))
        {
            using var file = SafeTensors.Open(path);
            foreach (var name in file.Names)
            {
                using var tensor = file.Read(name);
                numBytes += tensor.numel() * tensor.element_size();
            }
        }
        else
        {
            using var file = PyTorchFile.Open(path);
            numBytes = ReadTree(file, file.Root);
        }

        Assert.InRange(numBytes, 0, (1 << 20) + (16 * new FileInfo(path).Length));
    }

    private static long ReadTree(PyTorchFile file, object? value)
    {
        switch (value)
        {
            case PickledTensor pickled:
                using (var tensor = file.Read(pickled))
                {
                    Assert.Equal(pickled.Shape, tensor.shape);
                }

                return pickled.NumBytes;
            case PickledDictionary mapping:
                return mapping.Sum(pair => ReadTree(file, pair.Key) + ReadTree(file, pair.Value));
            case IReadOnlyList<object?> items:
                return items.Sum(item => ReadTree(file, item));
            default:
                return 0;
        }
    }
}
