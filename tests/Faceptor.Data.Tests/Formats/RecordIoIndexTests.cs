using CsCheck;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Tests.Formats;

public sealed class RecordIoIndexTests
{
    [Fact]
    public void Every_order_and_every_set_of_keys_finds_the_same_offsets()
    {
        // Keys from 0 on without gaps, with a shift, and with gaps; each in a shuffled order.
        var numbers = Gen.Select(Gen.Int[1, 40], Gen.Long[-3, 3], Gen.Long[1, 1L << 40], Gen.Bool, Gen.Int[0, 1000]);
        numbers.Sample((count, shift, step, isDense, seed) =>
        {
            var keys = Enumerable.Range(0, count).Select(i => isDense ? i : shift + (step * i)).ToArray();
            new Random(seed).Shuffle(keys);
            using var folder = new TemporaryFolder();
            var lines = keys.Select((key, line) => $"{key}\t{1000L * line}{(line % 3 == 0 ? "\r\n\n" : "\n")}");
            var path = folder.Write("a.idx", string.Concat(lines));

            var index = RecordIoIndex.Read(path);

            return index.Count == count
                && keys.Select((key, line) => index.GetKey(line) == key && index.Find(key) == 1000L * line).All(x => x)
                && index.Find(keys.Min() - 1) is null
                && index.Find(keys.Max() + 1) is null;
        }, iter: 200);
    }

    [Fact]
    public void A_byte_order_mark_and_a_missing_last_line_end_change_nothing()
    {
        using var folder = new TemporaryFolder();

        var index = RecordIoIndex.Read(folder.Write("a.idx", "\uFEFF0\t0\n1\t40"));

        Assert.Equal((2, 40L), (index.Count, index.Find(1)));
    }

    [Fact]
    public void A_file_without_lines_is_refused_early()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.idx", new byte[3 << 20]);

        var error = Assert.Throws<DatasetException>(() => RecordIoIndex.Read(path));

        Assert.Contains("this one is longer than 1048576 characters", error.Message, StringComparison.Ordinal);
    }
}
