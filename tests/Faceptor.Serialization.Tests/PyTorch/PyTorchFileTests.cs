using Faceptor.Models.Weights;
using Faceptor.Serialization.Pickles;
using Faceptor.Serialization.PyTorch;
using static TorchSharp.torch;

namespace Faceptor.Serialization.Tests.PyTorch;

public sealed class PyTorchFileTests
{
    [Fact]
    public void Every_element_type_and_view_is_read()
    {
        using var scope = NewDisposeScope();
        using var file = PyTorchFile.Open(RepositoryPaths.Golden("dtype_zoo.pth"));
        using var expected = SafeTensors.Open(RepositoryPaths.Golden("dtype_zoo_expected.safetensors"));

        var tensors = file.Tensors("tensors");

        Assert.Equal(expected.Names.Order(), tensors.Keys.Order());
        foreach (var (name, tensor) in tensors)
        {
            var actual = file.Read(tensor);
            // The expected file holds short types as longer ones, which lose nothing.
            TensorAssert.Same(expected.Read(name), actual.to(expected.TypeOf(name).ToScalarType()), name);
            Assert.Equal(tensor.Type.ToScalarType(), actual.dtype);
            Assert.True(actual.is_contiguous(), name);
        }

        Assert.Equal(
            [
                ElementType.Float32, ElementType.Float16, ElementType.BFloat16, ElementType.Float64, ElementType.Int64,
                ElementType.Int32, ElementType.Int16, ElementType.Byte, ElementType.Bool,
            ],
            tensors.Values.Take(9).Select(tensor => tensor.Type));
    }

    [Fact]
    public void Views_keep_what_the_file_says_about_them()
    {
        using var file = PyTorchFile.Open(RepositoryPaths.Golden("dtype_zoo.pth"));

        var tensors = file.Tensors("tensors");

        Assert.Same(tensors["f32"].Storage, tensors["shared_a"].Storage);
        Assert.Same(tensors["f32"].Storage, tensors["transposed"].Storage);
        Assert.NotSame(tensors["f32"].Storage, tensors["f64"].Storage);
        Assert.Equal((8, true), (tensors["slice"].Offset, tensors["f32"].IsContiguous));
        Assert.Equal([1L, 6], tensors["transposed"].Strides);
        Assert.False(tensors["transposed"].IsContiguous);
        Assert.Equal(("cpu", 96), (tensors["f32"].Storage.Location, tensors["f32"].Storage.NumBytes));
        Assert.Empty(tensors["scalar"].Shape);
        Assert.Equal(0, tensors["empty"].NumElements);
    }

    [Fact]
    public void Containers_parameters_and_plain_values_are_read()
    {
        using var scope = NewDisposeScope();
        using var file = PyTorchFile.Open(RepositoryPaths.Golden("dtype_zoo.pth"));

        var root = Assert.IsType<PickledDictionary>(file.Root);

        Assert.True(root.TryGetValue("nested", out var nested));
        Assert.True(((PickledDictionary)nested!).TryGetValue("list", out var list));
        Assert.Equal(new List<object?> { 1L, 2.5, "text", null, true }, list);
        Assert.True(((PickledDictionary)nested).TryGetValue("tuple", out var tuple));
        Assert.Equal(new object?[] { 1L, 2L }, tuple);
        Assert.True(root.TryGetValue("parameter", out var value));
        var parameter = Assert.IsType<PickledTensor>(value);
        Assert.True(parameter.RequiresGrad);
        Assert.Equal([3L], file.Read(parameter).shape);
        Assert.Equal(["a"], file.Tensors("ordered").Keys);
        Assert.False(file.IsLegacy);
    }

    [Fact]
    public void The_format_before_PyTorch_1_6_is_read()
    {
        using var scope = NewDisposeScope();
        using var file = PyTorchFile.Open(RepositoryPaths.Golden("legacy_format.pth"));
        using var expected = SafeTensors.Open(RepositoryPaths.Golden("legacy_format.safetensors"));

        var tensors = file.Tensors("state_dict");

        Assert.True(file.IsLegacy);
        Assert.Equal(expected.Names.Order(), tensors.Keys.Order());
        Assert.All(tensors, pair => TensorAssert.Same(expected.Read(pair.Key), file.Read(pair.Value), pair.Key));
        Assert.True(((PickledDictionary)file.Root!).TryGetValue("step", out var step));
        Assert.Equal(7L, step);
    }

    [Fact]
    public void A_released_checkpoint_is_read_bit_by_bit()
    {
        using var scope = NewDisposeScope();
        using var file = PyTorchFile.Open(RepositoryPaths.Golden("official_stage1.pth.tar"));
        using var expected = SafeTensors.Open(RepositoryPaths.Golden("official_stage1.safetensors"));

        var tensors = file.Tensors("state_dict");

        Assert.Equal(expected.Names.Order(), tensors.Keys.Order());
        Assert.All(tensors, pair => TensorAssert.Same(expected.Read(pair.Key), file.Read(pair.Value), pair.Key));
    }

    [Fact]
    public void Plain_values_of_training_code_are_read()
    {
        using var folder = new TemporaryFolder();
        var path = CraftedFiles.WriteZip(folder.File("values.pth"), pickle => pickle.List<Action>(
            [
                () => pickle.Call("torch", "Size", () => CraftedFiles.Sizes(pickle, [2, 3])),
                () => pickle.Call("torch", "device", () => pickle.Text("cuda"), () => pickle.Integer(1)),
                () => pickle.Global("torch", "float16"),
                () => pickle.Call("builtins", "set", () => pickle.List([1], pickle.Integer)),
                () => pickle.Call(
                    "numpy.core.multiarray",
                    "scalar",
                    () => pickle.Call("numpy", "dtype", () => pickle.Text("f8"), pickle.None, pickle.None),
                    () => pickle.Call(
                        "_codecs", "encode", () => pickle.Text("\0\0\0\0\0\0\u00e0?"), () => pickle.Text("latin1"))),
            ],
            write => write()));

        using var file = PyTorchFile.Open(path);

        Assert.Equal(
            [new object?[] { 2L, 3L }, "cuda:1", ElementType.Float16, new List<object?> { 1L }, 0.5],
            Assert.IsType<List<object?>>(file.Root));
    }

    [Fact]
    public void Tensors_over_storages_that_count_bytes_are_read()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var numbers = arange(4).to(ScalarType.Int16);
        var path = CraftedFiles.WriteZip(
            folder.File("untyped.pth"),
            pickle => CraftedFiles.UntypedTensor(pickle, 8, [4], () => pickle.Global("torch", "int16")),
            "little",
            numbers.bytes.ToArray());

        using var file = PyTorchFile.Open(path);
        var tensor = Assert.IsType<PickledTensor>(file.Root);

        TensorAssert.Same(numbers, file.Read(tensor));
        Assert.Equal((null, 8, "cuda:0"), (tensor.Storage.Type, tensor.Storage.NumBytes, tensor.Storage.Location));
    }

    [Fact]
    public void Parameters_with_attributes_and_lone_storages_are_read()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var path = CraftedFiles.WriteZip(
            folder.File("parameter.pth"),
            pickle => pickle.Tuple(
                () => CraftedFiles.Storage(pickle, "FloatStorage", "0", 2),
                () => pickle.Call(
                    "torch._utils",
                    "_rebuild_parameter_with_state",
                    () => CraftedFiles.Tensor(pickle, "FloatStorage", 2, 0, [2], [1]),
                    () => pickle.Boolean(true),
                    pickle.None,
                    () => pickle.Dictionary(("note", () => pickle.Text("mine"))))),
            "little",
            ones(2).bytes.ToArray());

        using var file = PyTorchFile.Open(path);

        var root = Assert.IsType<object?[]>(file.Root);
        var parameter = Assert.IsType<PickledTensor>(root[1]);
        Assert.Same(root[0], parameter.Storage);
        Assert.True(parameter.RequiresGrad);
        TensorAssert.Same(ones(2), file.Read(parameter));
    }

    [Fact]
    public void A_tensor_of_another_file_is_not_read()
    {
        using var zoo = PyTorchFile.Open(RepositoryPaths.Golden("dtype_zoo.pth"));
        using var legacy = PyTorchFile.Open(RepositoryPaths.Golden("legacy_format.pth"));

        Assert.Throws<ArgumentException>(() => zoo.Read(legacy.Tensors("state_dict").Values.First()));
    }

    [Fact]
    public void A_tree_of_another_shape_is_refused_with_its_place()
    {
        using var zoo = PyTorchFile.Open(RepositoryPaths.Golden("dtype_zoo.pth"));

        Assert.Contains(
            "no entry 'state_dict'; there are 'tensors', 'nested', 'parameter', 'ordered'",
            Assert.Throws<CheckpointException>(() => zoo.Tensors("state_dict")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "entry 'list' is a sequence of 5",
            Assert.Throws<CheckpointException>(() => zoo.Tensors("nested")).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "'parameter' was expected to be a mapping, it is a tensor Float32 [3]",
            Assert.Throws<CheckpointException>(() => zoo.Tensors("parameter")).Message,
            StringComparison.Ordinal);
    }
}
