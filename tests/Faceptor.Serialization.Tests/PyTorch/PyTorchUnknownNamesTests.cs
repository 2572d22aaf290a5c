using System.Numerics;
using Faceptor.Models.Weights;
using Faceptor.Serialization.Pickles;
using Faceptor.Serialization.PyTorch;
using static TorchSharp.torch;

namespace Faceptor.Serialization.Tests.PyTorch;

/// <summary>
/// Names on PyTorch's own list for files of weights are read; every other name beside weights stays closed.
/// </summary>
public sealed class PyTorchUnknownNamesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Counters_and_default_mappings_are_mappings()
    {
        var counter = Read<PickledDictionary>(pickle => pickle.Call(
            "collections", "Counter", () => pickle.Dictionary(("ten", () => pickle.Integer(1)))));
        var defaults = Read<PickledDictionary>(pickle => pickle.Call(
            "collections", "defaultdict", () => pickle.Global("__builtin__", "list")));

        Assert.Equal(1L, Assert.Single(counter).Value);
        Assert.Empty(defaults);
    }

    [Fact]
    public void Complex_numbers_sets_and_layouts_are_values()
    {
        Assert.Equal(new Complex(1, 2), Read<Complex>(pickle => pickle.Call(
            "__builtin__", "complex", () => pickle.Integer(1), () => pickle.Integer(2))));
        Assert.Equal([1L], Read<List<object?>>(pickle => pickle.Call(
            "builtins", "frozenset", () => pickle.List([1L], pickle.Integer))));
        Assert.Equal("torch.strided", Read<string>(pickle => pickle.Call(
            "torch.serialization", "_get_layout", () => pickle.Text("torch.strided"))));
    }

    [Fact]
    public void A_tensor_of_a_class_of_its_own_is_a_tensor()
    {
        using var scope = NewDisposeScope();
        var path = Craft(pickle => FromType(pickle, () => pickle.Global("torch", "Tensor")));

        using var file = PyTorchFile.Open(path);

        Assert.Equal([2, 2], file.Read(Assert.IsType<PickledTensor>(file.Root)).shape);
    }

    [Fact]
    public void A_parameter_made_by_its_class_is_a_tensor()
    {
        var tensor = Read<PickledTensor>(pickle => pickle.Call(
            "torch.nn.parameter",
            "Parameter",
            () => CraftedFiles.Tensor(pickle, "FloatStorage", 4, 0, [4], [1]),
            () => pickle.Boolean(false)));

        Assert.False(tensor.RequiresGrad);
        Assert.Equal([4], tensor.Shape.AsEnumerable());
    }

    [Fact]
    public void Functions_that_rebuild_tensors_do_not_call_each_other_without_end()
    {
        var path = Craft(pickle => pickle.Call(
            "torch._tensor",
            "_rebuild_from_type_v2",
            () => pickle.Global("torch._tensor", "_rebuild_from_type_v2"),
            () => pickle.Global("torch", "Tensor"),
            () => pickle.Tuple(pickle.None),
            pickle.None));

        Assert.Contains(
            "a tensor of a class of its own takes",
            Assert.Throws<CheckpointException>(() => PyTorchFile.Open(path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_of_unknown_classes_beside_weights_stay_closed_with_all_that_is_in_them()
    {
        // argparse.Namespace(lr=0.1) by NEWOBJ and BUILD, an enumeration by a call, a list and a custom mapping.
        var path = WithPickle(
        [
            .. "}(X\u0004\0\0\0args"u8, .. "cargparse\nNamespace\n)"u8, 0x81, .. "}X\u0002\0\0\0lrF0.1\nsb"u8,
            .. "X\u0004\0\0\0kind"u8, .. "cbuiltins\ngetattr\ncmy.code\nKind\nX\u0001\0\0\0A"u8, 0x86, (byte)'R',
            .. "X\u0004\0\0\0list"u8, .. "cmy.code\nList\n)"u8, 0x81, .. "(I1\nI2\ne"u8,
            .. "X\u0003\0\0\0map"u8, .. "cmy.code\nMap\n)"u8, 0x81, .. "(I1\nI2\nI3\nI4\nu"u8,
            .. "X\u0004\0\0\0steps"u8[..^1], .. "I5\n"u8,
            .. "u."u8,
        ]);

        using var file = PyTorchFile.Open(path);

        var root = Assert.IsType<PickledDictionary>(file.Root);
        Assert.Equal(
            ["argparse.Namespace", "builtins.getattr", "my.code.List", "my.code.Map"],
            root.Select(pair => pair.Value).OfType<PickledOpaque>().Select(opaque => $"{opaque}"));
        Assert.Equal(5L, root.Last().Value);
    }

    [Fact]
    public void A_tensor_that_an_unknown_class_is_part_of_is_no_tensor()
    {
        var path = Craft(pickle => pickle.Dictionary(
            ("w", () => FromType(pickle, () => pickle.Global("my.code", "MyTensor")))));
        using var file = PyTorchFile.Open(path);

        var value = Assert.IsType<PickledDictionary>(file.Root).Single().Value;

        Assert.Equal("my.code.MyTensor", $"{Assert.IsType<PickledOpaque>(value)}");
        Assert.Contains(
            "entry 'w' is an object of 'my.code.MyTensor'",
            Assert.Throws<CheckpointException>(() => file.Tensors()).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("posix", "system")]
    [InlineData("os", "system")]
    [InlineData("os.path", "join")]
    [InlineData("subprocess", "Popen")]
    [InlineData("builtins", "exec")]
    [InlineData("__builtin__", "eval")]
    public void Names_that_only_a_hostile_file_has_are_refused_even_beside_weights(string module, string name)
    {
        var path = Craft(pickle => pickle.Dictionary(
            ("step", () => pickle.Integer(5)),
            ("extra", () => pickle.Call(module, name, () => pickle.Text("touch /tmp/faceptor_pwned")))));

        Assert.Contains(
            $"asks for '{module}.{name}'",
            Assert.Throws<CheckpointException>(() => PyTorchFile.Open(path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_numpy_alone_knows_stays_closed()
    {
        // dtype('M8[s]'), a date, and an array of it: beside weights, nobody needs them.
        var path = WithPickle(
        [
            .. "}X\u0001\0\0\0a"u8,
            .. "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR"u8,
            .. "(I1\n(I1\ntcnumpy\ndtype\n(S'M8'\nI0\nI1\ntRI00\nS'12345678'\ntbs."u8,
        ]);

        using var file = PyTorchFile.Open(path);

        Assert.Single(Assert.IsType<PickledDictionary>(file.Root));
    }

    private T Read<T>(Action<PickleWriter> write)
    {
        var isTensor = typeof(T) == typeof(PickledTensor);
        using var file = PyTorchFile.Open(CraftedFiles.WriteZip(
            _folder.File("crafted.pth"), write, "little", isTensor ? [new byte[16]] : []));
        return Assert.IsType<T>(file.Root);
    }

    private string Craft(Action<PickleWriter> write) =>
        CraftedFiles.WriteZip(_folder.File("crafted.pth"), write, "little", new byte[16]);

    private string WithPickle(byte[] pickle)
    {
        var path = _folder.File("pickle.pth");
        using var stream = File.Create(path);
        var zip = new ZipWriter(stream);
        zip.Add("any/data.pkl", pickle);
        zip.Finish();
        return path;
    }

    private static void FromType(PickleWriter pickle, Action writeClass) => pickle.Call(
        "torch._tensor",
        "_rebuild_from_type_v2",
        () => pickle.Global("torch._utils", "_rebuild_tensor_v2"),
        writeClass,
        () => pickle.Tuple(
            () => CraftedFiles.Storage(pickle, "FloatStorage", "0", 4),
            () => pickle.Integer(0),
            () => CraftedFiles.Sizes(pickle, [2, 2]),
            () => CraftedFiles.Sizes(pickle, [2, 1]),
            () => pickle.Boolean(false),
            () => pickle.Call("collections", "OrderedDict")),
        () => pickle.Dictionary(("note", () => pickle.Text("kept by nobody"))));
}
