using Faceptor.Data.Formats;

namespace Faceptor.Data.Tests.Formats;

public sealed class PickleWriterTests
{
    [Fact]
    public void Values_are_written_with_protocol_3_opcodes()
    {
        using var stream = new MemoryStream();

        using (var pickle = new PickleWriter(stream))
        {
            pickle.Pair(
                () => pickle.List([300, 7], pickle.Integer),
                () => pickle.Dictionary(("k", () => pickle.Boolean(true)), ("b", () => pickle.Bytes([1, 2]))));
        }

        byte[] expected =
        [
            0x80, 3, (byte)']', (byte)'(', (byte)'J', 0x2C, 1, 0, 0, (byte)'K', 7, (byte)'e',
            (byte)'}', (byte)'(', (byte)'X', 1, 0, 0, 0, (byte)'k', 0x88, (byte)'X', 1, 0, 0, 0, (byte)'b',
            (byte)'B', 2, 0, 0, 0, 1, 2, (byte)'u', 0x86, (byte)'.',
        ];
        Assert.Equal(expected, stream.ToArray());
    }

    [Fact]
    public void Long_lists_are_appended_in_batches_of_1000()
    {
        using var stream = new MemoryStream();

        using (var pickle = new PickleWriter(stream))
        {
            pickle.List(Enumerable.Repeat(true, 2500), pickle.Boolean);
        }

        var bytes = stream.ToArray();
        Assert.Equal(3, bytes.Count(b => b == (byte)'('));
        Assert.Equal(3, bytes.Count(b => b == (byte)'e'));
        Assert.Equal((byte)'e', bytes[4 + 1000]);
    }

    [Fact]
    public void Empty_list_has_no_batch()
    {
        using var stream = new MemoryStream();

        using (var pickle = new PickleWriter(stream))
        {
            pickle.List(Array.Empty<int>(), pickle.Integer);
        }

        Assert.Equal([0x80, 3, (byte)']', (byte)'.'], stream.ToArray());
    }
}
