using Faceptor.Data.Datasets;
using Faceptor.Data.Formats;
using Faceptor.Data.Tests.Datasets;

namespace Faceptor.Data.Tests.Formats;

/// <summary>Files with a few wrong bytes are refused or read, never anything else.</summary>
public sealed class MutatedFilesTests
{
    private const int NumFiles = 250;
    private const int Seed = 20241;
    private const long MaxBytes = 512L << 20;

    private static readonly string Records = Path.Combine(Expected.Root, "MS1MV3");

    [Fact]
    public void Mutated_record_files_are_read_or_refused()
    {
        var (records, index) = (Bytes(Records, "train.rec"), Bytes(Records, "train.idx"));
        var numRefused = 0;
        for (var file = 0; file < NumFiles; file++)
        {
            var random = new Random(Seed + file);
            using var folder = new TemporaryFolder();
            folder.Write("train.rec", file % 3 == 2 ? records : Mutate(records, random));
            folder.Write("train.idx", file % 3 == 2 ? Mutate(index, random) : index);
            numRefused += RequireGoodOrRefused(() =>
            {
                using var reader = new RecordIoReader(folder.Combine("train.rec"), folder.Combine("train.idx"));
                for (var i = 0; i < reader.Count; i++)
                {
                    _ = reader.ReadImage(reader.GetKey(i));
                }

                using var dataset = new IdentityRecords(Faceptor.FaceTasks.IdentityMs1mV3, folder.Path, "train");
                for (var i = 0; i < dataset.Count; i++)
                {
                    _ = dataset.ReadLabel(i);
                }
            });
        }

        Assert.InRange(numRefused, NumFiles / 5, NumFiles);
    }

    [Fact]
    public void Mutated_verification_pickles_are_read_or_refused()
    {
        byte[][] sets =
        [
            .. new[] { "lfw", "cfp_fp", "agedb_30", "calfw", "cplfw" }
                .Select(name => Bytes(Expected.Root, "verification", $"{name}.bin")),
        ];
        var numRefused = 0;
        for (var file = 0; file < NumFiles; file++)
        {
            using var folder = new TemporaryFolder();
            var path = folder.Write("a.bin", Mutate(sets[file % sets.Length], new Random(Seed + file)));
            numRefused += RequireGoodOrRefused(() => VerificationSet.Open(path));
        }

        Assert.InRange(numRefused, NumFiles / 5, NumFiles);
    }

    // 1 when the file was refused.
    private static int RequireGoodOrRefused(Action read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var isRefused = false;
        try
        {
            read();
        }
        catch (Exception e) when (e is DatasetException or PickleException)
        {
            isRefused = true;
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxBytes);
        return isRefused ? 1 : 0;
    }

    // Bytes anywhere and, since most of a file is images, bytes near its ends; sometimes a cut or a repetition.
    private static byte[] Mutate(byte[] bytes, Random random)
    {
        const int nearEnds = 400;
        var copy = (byte[])bytes.Clone();
        for (var i = random.Next(1, 9); i > 0; i--)
        {
            var place = random.Next(4) switch
            {
                0 => random.Next(Math.Min(nearEnds, copy.Length)),
                1 => copy.Length - 1 - random.Next(Math.Min(nearEnds, copy.Length)),
                _ => random.Next(copy.Length),
            };
            copy[place] = random.Next(3) == 0 ? byte.MaxValue : (byte)random.Next(256);
        }

        return random.Next(4) switch
        {
            0 => copy[..random.Next(copy.Length)],
            1 => [.. copy, .. copy.AsSpan(random.Next(copy.Length))],
            _ => copy,
        };
    }

    private static byte[] Bytes(params ReadOnlySpan<string> parts) => File.ReadAllBytes(Path.Combine(parts));
}
