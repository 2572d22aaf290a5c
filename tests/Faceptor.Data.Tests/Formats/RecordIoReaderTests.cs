using System.Buffers.Binary;
using CsCheck;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Tests.Formats;

public sealed class RecordIoReaderTests
{
    private static readonly byte[] Magic = [0x0a, 0x23, 0xd7, 0xce];

    [Fact]
    public void Read_puts_the_parts_of_a_record_together()
    {
        using var folder = new TemporaryFolder();
        byte[] file = [.. Part(1, []), .. Part(2, [1, 2, 3, 4]), .. Part(2, []), .. Part(3, [5])];
        using var reader = Open(folder, file, "7\t0\n");

        var payload = reader.Read(7);

        Assert.Equal((byte[])[.. Magic, 1, 2, 3, 4, .. Magic, .. Magic, 5], payload);
    }

    [Fact]
    public void Read_gives_back_what_was_written_wherever_the_magic_stands()
    {
        // Words are drawn from magic and other numbers, a tail of 0 to 3 bytes follows; the writer below is the
        // format's rule.
        var words = Gen.OneOf(Gen.Const(Magic), Gen.Byte.Array[4]).Array[0, 6];
        Gen.Select(words, Gen.Byte.Array[0, 3]).Array[1, 4].Sample(records =>
        {
            using var folder = new TemporaryFolder();
            byte[][] payloads =
            [
                .. records.Select(record => (byte[])[.. record.Item1.SelectMany(word => word), .. record.Item2]),
            ];
            var file = new List<byte>();
            var index = new List<string>();
            foreach (var payload in payloads)
            {
                index.Add($"{index.Count}\t{file.Count}\n");
                file.AddRange(Write(payload));
            }

            // The lines stand in reverse order, as indexes need not be sorted.
            index.Reverse();
            using var reader = Open(folder, [.. file], string.Concat(index));

            return payloads.Select((payload, key) => reader.Read(key).SequenceEqual(payload)).All(isSame => isSame)
                && reader.GetKey(0) == payloads.Length - 1;
        }, iter: 200);
    }

    [Fact]
    public void Read_works_from_many_threads_at_once()
    {
        using var folder = new TemporaryFolder();
        byte[][] payloads = [.. Enumerable.Range(0, 200).Select(i => Enumerable.Repeat((byte)i, 500 + i).ToArray())];
        var offset = 0;
        var index = payloads.Select((payload, key) =>
        {
            var line = $"{key}\t{offset}\n";
            offset += Write(payload).Length;
            return line;
        });
        using var reader = Open(folder, [.. payloads.SelectMany(Write)], string.Concat(index));

        Parallel.For(0, 2000, i => Assert.Equal(payloads[i % 200], reader.Read(i % 200)));
    }

    [Fact]
    public void Opening_reads_the_index_only()
    {
        using var folder = new TemporaryFolder();

        using var reader = Open(folder, [], "1\t0\n2\t4000000000000\n");

        Assert.Equal(2, reader.Count);
        Assert.True(reader.Contains(2));
        Assert.False(reader.Contains(3));
    }

    [Fact]
    public void A_record_file_that_is_missing_or_empty_is_named()
    {
        using var folder = new TemporaryFolder();
        using var empty = Open(folder, [], "1\t0\n");

        Assert.Contains("the file ends at 0", Message(() => empty.Read(1)), StringComparison.Ordinal);
        File.Delete(folder.Combine("a.rec"));
        var error = Assert.Throws<DatasetException>(
            () => new RecordIoReader(folder.Combine("a.rec"), folder.Combine("a.idx")));
        Assert.Equal(folder.Combine("a.rec"), error.Path);
        Assert.Contains("the record file cannot be opened", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1\t0\n1\t8\n", "key 1 stands there twice", null)]
    [InlineData("1\t0\n2 8\n", "expected a key, a tab and a byte offset", 2)]
    [InlineData("1\t-8\n", "expected a key, a tab and a byte offset", 1)]
    [InlineData("", "the record index is empty", null)]
    public void A_broken_index_is_reported(string index, string problem, int? line)
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<DatasetException>(() => Open(folder, [], index));

        Assert.Equal(line, error.Line);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_records_are_reported()
    {
        using var folder = new TemporaryFolder();
        byte[] file = [.. Part(2, [1, 2, 3, 4]), .. Part(1, []), .. Part(0, [])];
        using var reader = Open(folder, file, "1\t0\n2\t12\n3\t5000\n");

        Assert.Contains(
            "starts with part flag 0 or 1, got 2",
            Message(() => reader.Read(1)),
            StringComparison.Ordinal);
        Assert.Contains(
            "continues with part flag 2 or 3, got 0",
            Message(() => reader.Read(2)),
            StringComparison.Ordinal);
        Assert.Contains(
            "8 bytes of part header were expected",
            Message(() => reader.Read(3)),
            StringComparison.Ordinal);
        Assert.Contains(
            "record 4 is not in the index of 3 records",
            Message(() => reader.Read(4)),
            StringComparison.Ordinal);
        Assert.Contains(
            "has a header of 24 bytes",
            Message(() => ImageRecord.Parse(new byte[8], "x")),
            StringComparison.Ordinal);
        Assert.Contains(
            "announces 4294967295 labels",
            Message(() => ImageRecord.Parse(Enumerable.Repeat((byte)255, 30).ToArray(), "x")),
            StringComparison.Ordinal);
    }

    private static string Message(Action action) => Assert.Throws<DatasetException>(action).Message;

    private static RecordIoReader Open(TemporaryFolder folder, byte[] file, string index) =>
        new(folder.Write("a.rec", file), folder.Write("a.idx", index));

    private static byte[] Write(byte[] payload)
    {
        var parts = new List<byte[]>();
        var start = 0;
        for (var at = 0; at + 4 <= payload.Length; at += 4)
        {
            if (payload.AsSpan(at, 4).SequenceEqual(Magic))
            {
                parts.Add(payload[start..at]);
                start = at + 4;
            }
        }

        parts.Add(payload[start..]);
        return
        [
            .. parts.SelectMany((part, i) =>
                Part(parts.Count == 1 ? 0 : i == 0 ? 1 : i == parts.Count - 1 ? 3 : 2, part)),
        ];
    }

    private static byte[] Part(int flag, byte[] data)
    {
        var header = new byte[8];
        Magic.CopyTo(header, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), ((uint)flag << 29) | (uint)data.Length);
        return [.. header, .. data, .. new byte[(4 - (data.Length % 4)) % 4]];
    }
}
