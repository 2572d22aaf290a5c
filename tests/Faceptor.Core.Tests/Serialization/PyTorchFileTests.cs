using Faceptor.Core.Serialization;
using Faceptor.Testing;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Serialization;

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
            TensorAssert.Same(expected.Read(name), actual.to(expected.TypeOf(name)), name);
            Assert.Equal(tensor.Type, actual.dtype);
            Assert.True(actual.is_contiguous(), name);
        }

        Assert.Equal(
            [
                ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float64, ScalarType.Int64,
                ScalarType.Int32, ScalarType.Int16, ScalarType.Byte, ScalarType.Bool,
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
}
