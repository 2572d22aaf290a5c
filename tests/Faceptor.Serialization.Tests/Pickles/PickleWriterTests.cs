using Faceptor.Serialization.Pickles;

namespace Faceptor.Serialization.Tests.Pickles;

public sealed class PickleWriterTests
{
    [Fact]
    public void Values_are_written_with_protocol_3_opcodes()
    {
        using var stream = new MemoryStream();

        using (var pickle = new PickleWriter(stream))
        {
            pickle.Tuple(
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

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_written_is_read_back(byte protocol)
    {
        using var stream = new MemoryStream();
        long[] numbers =
            [0, 255, 256, -1, int.MaxValue, int.MinValue, 1L << 31, 1L << 40, long.MaxValue, long.MinValue];

        using (var pickle = new PickleWriter(stream, protocol))
        {
            pickle.Tuple(
                () => pickle.List(numbers, pickle.Integer),
                pickle.None,
                () => pickle.Tuple(),
                () => pickle.Number(-0.1),
                () => pickle.Call("builtins", "list", () => pickle.List(["é"], pickle.Text)));
        }

        var values = Assert.IsType<object?[]>(PickleReader.Read(stream.ToArray(), PickleGlobals.Containers));
        Assert.Equal(protocol, stream.ToArray()[1]);
        Assert.Equal(numbers.Cast<object?>(), (List<object?>)values[0]!);
        Assert.Equal([null, Array.Empty<object?>(), -0.1, new List<object?> { "é" }], values[1..]);
    }

    [Fact]
    public void Protocol_2_has_no_byte_strings()
    {
        using var pickle = new PickleWriter(new MemoryStream(), protocol: 2);

        Assert.Throws<InvalidOperationException>(() => pickle.Bytes([1]));
    }
}
