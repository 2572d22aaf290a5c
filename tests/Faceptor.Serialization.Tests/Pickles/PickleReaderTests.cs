using System.Numerics;
using System.Text;
using Faceptor.Serialization.Pickles;

namespace Faceptor.Serialization.Tests.Pickles;

public sealed class PickleReaderTests
{
    // Each row is pickle.dumps([None, True, 7, -70000, 2**40, 0.5, "é", b"\xff\x00", (1, 2), {"a": [1]}], protocol) of
    // Python 3.
    [Theory]
    [InlineData(
        3,
        "80035d7100284e884b074a90eefeff8a06000000000001473fe000000000000058"
        + "02000000c3a971014302ff0071024b014b028671037d710458010000006171055d71064b016173652e")]
    [InlineData(
        4,
        "8004953b000000000000005d94284e884b074a90eefeff8a06000000000001473fe00000000000008c"
        + "02c3a9944302ff00944b014b0286947d948c0161945d944b016173652e")]
    [InlineData(
        5,
        "8005953b000000000000005d94284e884b074a90eefeff8a06000000000001473fe00000000000008c"
        + "02c3a9944302ff00944b014b0286947d948c0161945d944b016173652e")]
    public void Read_gives_plain_values_in_every_binary_protocol(int protocol, string hex)
    {
        var values = Assert.IsType<List<object?>>(
            PickleReader.Read(Convert.FromHexString(hex), PickleGlobals.Containers));

        Assert.Equal(protocol, Convert.FromHexString(hex)[1]);
        Assert.Null(values[0]);
        Assert.Equal([true, 7L], values[1..3]);
        Assert.Equal([-70000L, 1L << 40], values[3..5]);
        Assert.Equal(0.5, values[5]);
        Assert.Equal("é", values[6]);
        Assert.Equal(new byte[] { 0xff, 0 }, values[7]);
        Assert.Equal(new object?[] { 1L, 2L }, values[8]);
        var mapping = Assert.IsType<PickledDictionary>(values[9]);
        Assert.True(mapping.TryGetValue("a", out var inner));
        Assert.Equal(new List<object?> { 1L }, inner);
    }

    [Fact]
    public void Read_gives_plain_values_in_protocol_0()
    {
        var text = "(lp0\nI01\naI-5\naL123456789012345678901234567890L\naF0.25\n"
            + "aVcaf\\u00e9\naS'a\\x41\\n'\na(I1\nI2\ntp1\na(dp2\nVk\nI9\nsag1\na.";

        var values = Assert.IsType<List<object?>>(
            PickleReader.Read(Encoding.Latin1.GetBytes(text), PickleGlobals.Containers));

        Assert.Equal([true, -5L], values[..2]);
        Assert.Equal(BigInteger.Parse("123456789012345678901234567890", null), values[2]);
        Assert.Equal(0.25, values[3]);
        Assert.Equal("café", values[4]);
        Assert.Equal("aA\n"u8.ToArray(), values[5]);
        Assert.Same(values[6], values[8]);
        Assert.True(((PickledDictionary)values[7]!).TryGetValue("k", out var nine));
        Assert.Equal(9L, nine);
    }

    [Fact]
    public void Read_continues_behind_the_first_pickle()
    {
        var reader = new PickleReader("I1\n.I2\n.rest"u8.ToArray(), PickleGlobals.Containers);

        object?[] values = [reader.Read(), reader.Read()];

        Assert.Equal([1L, 2L], values);
        Assert.Equal(8, reader.Position);
    }

    [Fact]
    public void Read_takes_no_more_of_a_stream_than_a_block_behind_the_pickles()
    {
        // A long list, a number, and a gigabyte behind them that takes no room on the disk.
        using var folder = new TemporaryFolder();
        byte[] pickles = [(byte)']', (byte)'(', .. Enumerable.Repeat((byte)'N', 50_000), .. "e.I7\n."u8];
        using var stream = File.Create(folder.File("long"));
        stream.Write(pickles);
        stream.SetLength(1 << 30);
        stream.Position = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();

        var reader = new PickleReader(stream, PickleGlobals.Containers);
        var (list, number) = (reader.Read(), reader.Read());

        Assert.Equal(50_000, Assert.IsType<List<object?>>(list).Count);
        Assert.Equal((7L, pickles.Length), (number, reader.Position));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.InRange(stream.Position, pickles.Length, 3 * pickles.Length);
    }

    [Fact]
    public void A_length_beyond_the_bound_of_a_stream_is_refused_before_it_is_read()
    {
        using var folder = new TemporaryFolder();
        using var stream = File.Create(folder.File("long"));
        stream.Write([(byte)'B', 0, 0, 0, 0x70]);
        stream.SetLength(1L << 32);
        stream.Position = 0;

        var error = Assert.Throws<PickleException>(() => new PickleReader(stream, PickleGlobals.Containers).Read());

        Assert.Contains("longer than 256 MB", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithValue_adds_a_name_that_stands_for_a_value()
    {
        var globals = PickleGlobals.Containers.WithValue("torch", "float32", 32L);

        Assert.Equal(32L, PickleReader.Read("ctorch\nfloat32\n."u8.ToArray(), globals));
    }

    [Fact]
    public void Read_builds_numpy_arrays_in_either_order()
    {
        // array([[1, 2, 3], [4, 5, 6]], dtype='>i2') with Fortran order.
        byte[] pickle =
        [
            .. "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR"u8,
            .. "(I1\n(I2\nI3\ntcnumpy\ndtype\n(S'i2'\nI0\nI1\ntR(I3\nS'>'\nNNNI-1\nI-1\nI0\ntbI01\n"u8,
            .. "S'\\x00\\x01\\x00\\x04\\x00\\x02\\x00\\x05\\x00\\x03\\x00\\x06'\ntb."u8,
        ];

        var array = Assert.IsType<PickledArray>(PickleReader.Read(pickle, PickleGlobals.Numpy));

        Assert.Equal([2, 3], array.Shape);
        Assert.True(array.IsFortranOrder);
        Assert.True(array.DType.IsBigEndian);
        Assert.Equal([1L, 2, 3, 4, 5, 6], Enumerable.Range(0, array.Length).Select(array.GetInt64));
    }

    [Fact]
    public void Read_asks_the_caller_for_persistent_values()
    {
        var reader = new PickleReader(
            "(S'storage'\nI3\ntQ."u8.ToArray(),
            PickleGlobals.Containers,
            id => ((object?[])id!)[1]);

        var value = reader.Read();

        Assert.Equal(3L, value);
    }

    [Fact]
    public void With_adds_a_global()
    {
        var globals = PickleGlobals.Containers.With(
            "torch",
            "Size",
            arguments => string.Join('x', (object?[])arguments[0]!));

        var value = PickleReader.Read("ctorch\nSize\n((I2\nI3\nttR."u8.ToArray(), globals);

        Assert.Equal("2x3", value);
    }

    [Fact]
    public void A_hostile_name_is_refused_and_nothing_runs()
    {
        var file = File.ReadAllBytes(RepositoryPaths.Golden("hostile_raw.pth"));

        var error = Assert.Throws<PickleException>(() => PickleReader.Read(file, PickleGlobals.Numpy));

        Assert.Contains("asks for 'posix.system'", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists("/tmp/faceptor_pwned"));
    }

    [Fact]
    public void Every_cut_off_pickle_is_refused()
    {
        // pickle.dumps([None, True, 7, "é", b"\xff\x00", (1, 2), {"a": [1]}], 4) of Python 3.
        var whole = Convert.FromHexString(
            "80049525000000000000005d94284e884b078c02c3a9944302ff00944b014b0286947d948c0161945d944b016173652e");

        Assert.NotNull(PickleReader.Read(whole, PickleGlobals.Containers));
        Assert.All(Enumerable.Range(0, whole.Length), length =>
            Assert.Throws<PickleException>(() =>
                PickleReader.Read(whole.AsMemory(0, length), PickleGlobals.Containers)));
    }

    [Theory]
    [InlineData("8004" + "8effffffffffffff7f", "bytes were expected, 0 are left")]
    [InlineData("8004" + "58ffffffff", "4294967295 bytes were expected")]
    [InlineData("8004" + "8bffffffff", "4294967295 bytes were expected")]
    [InlineData("8004" + "6a0000ffff2e", "memo number 4294901760 was never set")]
    [InlineData("8006", "pickle protocols 0 to 5 are read, this is 6")]
    [InlineData("ff", "unknown or unsupported instruction 0xff")]
    [InlineData("652e", "a mark was expected on the stack")]
    [InlineData("2e", "a value was expected on the stack")]
    [InlineData("4b014b01612e", "elements for something that is no list")]
    [InlineData("4b0129522e", "cannot be called")]
    [InlineData("4b01512e", "refers to values outside itself")]
    public void Broken_pickles_are_refused_without_large_allocations(string hex, string problem)
    {
        var pickle = Convert.FromHexString(hex);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Record.Exception(() => PickleReader.Read(pickle, PickleGlobals.Numpy));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Contains(problem, Assert.IsType<PickleException>(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pickle_that_copies_itself_over_and_over_is_refused()
    {
        // A list of 60,000 elements, copied 60,000 times by list(list).
        var pickle = new List<byte>();
        pickle.AddRange("]q\0("u8.ToArray());
        pickle.AddRange(Enumerable.Repeat((byte)'N', 60_000));
        pickle.AddRange("e("u8.ToArray());
        for (var i = 0; i < 60_000; i++)
        {
            pickle.AddRange([.. "cbuiltins\nlist\nh\0"u8, 0x85, (byte)'R']);
        }

        var error = Assert.Throws<PickleException>(() => PickleReader.Read(pickle.ToArray(), PickleGlobals.Containers));

        Assert.Contains("copies its own values over and over", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_array_whose_data_do_not_fit_its_shape_is_refused()
    {
        var pickle = ("cnumpy.core.numeric\n_frombuffer\n(S'ab'\ncnumpy\ndtype\n(S'f8'\nI0\nI1\ntR"u8
            + "(I2000000000\nI2000000000\nI2000000000\ntVC\ntR."u8).ToArray();

        var error = Assert.Throws<PickleException>(() => PickleReader.Read(pickle, PickleGlobals.Numpy));

        Assert.Contains(
            "shape (2000000000, 2000000000, 2000000000) does not take 2 bytes",
            error.Message,
            StringComparison.Ordinal);
    }
}
