using System.Diagnostics;
using System.Text;
using Faceptor.Serialization.Pickles;

namespace Faceptor.Serialization.Tests.Pickles;

/// <summary>Pickles that are small and ask for much: memory and time stay near what their bytes are worth.</summary>
public sealed class PickleBoundsTests
{
    // .NET folds a number's halves together: all of these have hash code 0, and all of those 1.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_hundred_thousand_keys_of_one_hash_code_take_no_time(int low)
    {
        var pickle = new List<byte>("}("u8.ToArray());
        for (var i = 1; i <= 100_000; i++)
        {
            pickle.AddRange([0x8a, 8, .. BitConverter.GetBytes(((long)i << 32) | (uint)(i ^ low)), (byte)'N']);
        }

        var mapping = Assert.IsType<PickledDictionary>(ReadInTime([.. pickle, .. "u."u8]));

        Assert.Equal(100_000, mapping.Count);
        Assert.True(mapping.TryGetValue((7L << 32) | (uint)(7 ^ low), out _));
    }

    [Fact]
    public void Real_numbers_of_one_hash_code_take_no_time()
    {
        var pickle = new List<byte>("}("u8.ToArray());
        for (var i = 1; i <= 100_000; i++)
        {
            var bits = BitConverter.GetBytes(((long)i << 32) | (uint)i);
            Array.Reverse(bits);
            pickle.AddRange([(byte)'G', .. bits, (byte)'N']);
        }

        Assert.Equal(100_000, Assert.IsType<PickledDictionary>(ReadInTime([.. pickle, .. "u."u8])).Count);
    }

    [Fact]
    public void Memo_numbers_of_one_hash_code_take_no_time()
    {
        var pickle = new StringBuilder("N");
        for (var i = 1; i <= 100_000; i++)
        {
            pickle.Append('p').Append(((long)i << 32) | (uint)i).Append('\n');
        }

        Assert.Null(ReadInTime(Encoding.ASCII.GetBytes(pickle.Append('.').ToString())));
    }

    [Fact]
    public void Zero_and_minus_zero_are_one_key()
    {
        var mapping = Assert.IsType<PickledDictionary>(
            PickleReader.Read("}(F0.0\nI1\nF-0.0\nI2\nu."u8.ToArray(), PickleGlobals.Containers));

        Assert.Equal(2L, Assert.Single(mapping).Value);
    }

    // Each instruction makes an object, or a place on the stack, of a hundred times its size.
    [Theory]
    [InlineData("(", "}", ".")]
    [InlineData("(", "]", ".")]
    [InlineData("(", "N\u0085", ".")]
    [InlineData("", "(", ".")]
    [InlineData("", "N", ".")]
    [InlineData("", "]2", ".")]
    [InlineData("]", "Na", ".")]
    [InlineData("N", "\u0094", ".")]
    [InlineData("", "K\u0001", ".")]
    [InlineData("", "\u0088", ".")]
    public void An_instruction_over_and_over_is_stopped_before_it_fills_the_memory(
        string before, string instruction, string after)
    {
        var pickle = Encoding.Latin1.GetBytes(
            before + string.Concat(Enumerable.Repeat(instruction, (16 << 20) / instruction.Length)) + after);
        var start = GC.GetTotalMemory(forceFullCollection: true);
        object? value = null;

        var error = Record.Exception(() => value = PickleReader.Read(pickle, PickleGlobals.Containers));

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: false) - start, 0, 400 << 20);
        Assert.Null(value);
        Assert.Contains("take more than", Assert.IsType<PickleException>(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Much_content_in_few_objects_is_read()
    {
        // As a verification set: byte strings of images.
        byte[] image = [(byte)'B', .. BitConverter.GetBytes(1 << 20), .. new byte[1 << 20]];
        byte[] pickle = [(byte)'(', .. Enumerable.Repeat(image, 120).SelectMany(bytes => bytes), .. "l."u8];

        Assert.Equal(120, Assert.IsType<List<object?>>(PickleReader.Read(pickle, PickleGlobals.Containers)).Count);
    }

    private static object? ReadInTime(byte[] pickle)
    {
        var clock = Stopwatch.StartNew();
        var value = PickleReader.Read(pickle, PickleGlobals.Containers);

        // Milliseconds on an idle machine; more than a minute when the keys meet.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
        return value;
    }
}
