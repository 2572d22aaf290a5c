using System.Diagnostics;

namespace Faceptor.Data.Tests.Formats;

/// <summary>
/// Files that are wrong in a few places, the same ones every time. A reader may read them or refuse them, but neither
/// crash, nor hang, nor take memory without end.
/// </summary>
internal static class MutatedFiles
{
    private const long MaxAllocatedBytes = 512L << 20;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(20);

    /// <summary>Reads mutants of some files.</summary>
    /// <param name="originals">Good files; large ones are mutated near their beginning more often.</param>
    /// <param name="numFiles">Number of mutants.</param>
    /// <param name="seed">Chooses what is changed.</param>
    /// <param name="read">Reads the file of this name; it may throw a <see cref="DatasetException"/>.</param>
    /// <returns>How many were read, and how many were refused.</returns>
    public static (int Read, int Refused) ReadAll(string[] originals, int numFiles, int seed, Action<string> read)
    {
        var random = new Random(seed);
        var good = originals.Select(File.ReadAllBytes).ToArray();
        using var folder = new TemporaryFolder();
        var path = folder.Combine("mutant.mat");
        var (numRead, numRefused) = (0, 0);
        for (var i = 0; i < numFiles; i++)
        {
            File.WriteAllBytes(path, Mutate(good[i % good.Length], random));
            var before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            try
            {
                read(path);
                numRead++;
            }
            catch (DatasetException e)
            {
                Assert.Equal(path, e.Path);
                numRefused++;
            }

            Assert.True(clock.Elapsed < MaxTime, $"mutant {i} took {clock.Elapsed}");
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocatedBytes);
        }

        return (numRead, numRefused);
    }

    private static byte[] Mutate(byte[] good, Random random)
    {
        const int HeadBytes = 4096;
        var bytes = good.ToArray();
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            var at = random.Next(random.Next(3) == 0 ? bytes.Length : Math.Min(bytes.Length, HeadBytes));
            var end = Math.Min(at + (random.Next(2) == 0 ? 1 : 4), bytes.Length);
            var fill = random.Next(3);
            for (; at < end; at++)
            {
                bytes[at] = fill switch
                {
                    0 => 0xff,
                    1 => (byte)(bytes[at] ^ (1 << random.Next(8))),
                    _ => (byte)random.Next(256),
                };
            }
        }

        return random.Next(10) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }
}
