using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Tensors;

public sealed class AutocastOpsTests
{
    // The two ways to a 16-bit product add up in another order and may round to neighbouring numbers: two units in the
    // last place of numbers below 8.
    private const double BFloat16Tolerance = 8 * 2 / 256.0;
    private const double Float16Tolerance = 8 * 2 / 2048.0;

    public static TheoryData<string> Names => [.. All().Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Float32_products_are_libtorchs_own_to_the_last_bit(string name)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var (ours, plain) = All()[name];
        var (left, right, bias) = Operands(name);

        var actual = ours(left, right, bias);

        TensorAssert.Same(plain(left, right, bias), actual);
        using var precision = AutocastScope.Enter(ComputePrecision.Float32);
        TensorAssert.Same(actual, ours(left, right, bias));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_16_bit_product_is_that_of_rounded_operands_whichever_way_it_is_computed(string name)
    {
        using var scope = NewDisposeScope();
        foreach (var (precision, type, tolerance) in new[]
        {
            (ComputePrecision.BFloat16, ScalarType.BFloat16, BFloat16Tolerance),
            (ComputePrecision.Float16, ScalarType.Float16, Float16Tolerance),
        })
        {
            manual_seed(5);
            var (ours, plain) = All()[name];
            var (left, right, bias) = Operands(name);
            var expected = plain(Rounded(left, type), Rounded(right, type), Rounded(bias, type));

            var (emulated, emulatedGradients) = Run(precision, hasKernels: false);
            var (native, nativeGradients) = Run(precision, hasKernels: true);

            Assert.Equal(type, emulated.dtype);
            Assert.Equal(type, native.dtype);
            TensorAssert.Close(expected, emulated, tolerance, $"emulated {name}");
            TensorAssert.Close(expected, native, tolerance, $"native {name}");
            foreach (var (one, other) in emulatedGradients.Zip(nativeGradients))
            {
                Assert.Equal(ScalarType.Float32, one.dtype);
                Assert.Equal(ScalarType.Float32, other.dtype);
                TensorAssert.Close(one, other, tolerance, $"gradient of {name}");
            }

            (Tensor Value, Tensor[] Gradients) Run(ComputePrecision compute, bool hasKernels)
            {
                Tensor[] leaves = [.. new[] { left, right, bias }.Select(leaf => leaf.detach().clone().requires_grad_())];
                using var entered = AutocastScope.Enter(compute, hasKernels);
                var value = ours(leaves[0], leaves[1], leaves[2]);
                value.sum().backward();
                return (value, [.. leaves.Select(leaf => leaf.grad).OfType<Tensor>()]);
            }
        }
    }

    [Fact]
    public void Layers_are_cast_at_use_and_stay_float32()
    {
        using var scope = NewDisposeScope();
        using var linear = nn.Linear(4, 3);
        using var convolution = nn.Conv2d(4, 3, 3, stride: 2, padding: 1);
        using var deconvolution = nn.ConvTranspose2d(4, 3, 2, stride: 2);
        var maps = randn(2, 4, 6, 6);
        var tokens = randn(2, 5, 4);

        using var precision = AutocastScope.Enter(ComputePrecision.BFloat16);
        (Tensor Narrow, Tensor Wide)[] results =
        [
            (AutocastOps.Linear(tokens, linear), linear.call(tokens)),
            (AutocastOps.Convolution(maps, convolution), convolution.call(maps)),
            (AutocastOps.Deconvolution(maps, deconvolution), deconvolution.call(maps)),
        ];

        foreach (var (narrow, wide) in results)
        {
            Assert.Equal(ScalarType.BFloat16, narrow.dtype);
            TensorAssert.Close(wide, narrow, 0.05);
        }

        results.Select(result => result.Narrow.to(ScalarType.Float32).sum()).Aggregate((a, b) => a + b).backward();
        foreach (var parameter in new nn.Module[] { linear, convolution, deconvolution }.SelectMany(m => m.parameters()))
        {
            Assert.Equal(ScalarType.Float32, parameter.dtype);
            Assert.Equal(ScalarType.Float32, parameter.grad!.dtype);
        }
    }

    [Fact]
    public void Nothing_is_copied_that_has_its_type_already()
    {
        using var scope = NewDisposeScope();
        var (wide, narrow) = (randn(2), randn(2).to(ScalarType.BFloat16));

        Assert.Same(wide, AutocastOps.Wide(wide));
        Assert.Same(wide, AutocastOps.Narrow(wide));
        using var precision = AutocastScope.Enter(ComputePrecision.BFloat16);
        Assert.Same(wide, AutocastOps.Wide(wide));
        Assert.Same(narrow, AutocastOps.Narrow(narrow));
        Assert.Equal(ScalarType.Float32, AutocastOps.Wide(narrow).dtype);
        Assert.Equal(ScalarType.BFloat16, AutocastOps.Narrow(wide).dtype);
    }

    [Fact]
    public void Products_leave_no_tensors_behind()
    {
        using var precision = AutocastScope.Enter(ComputePrecision.BFloat16, hasKernels: false);

        Assert.Equal(0, TensorAssert.LiveDelta(() =>
        {
            foreach (var (name, (ours, _)) in All())
            {
                var (left, right, bias) = Operands(name);
                ours(left, right, bias);
            }
        }));
    }

    private static Tensor Rounded(Tensor tensor, ScalarType type) => tensor.to(type).to(ScalarType.Float32);

    private static Dictionary<string, (Func<Tensor, Tensor, Tensor, Tensor> Ours, Func<Tensor, Tensor, Tensor, Tensor> Plain)>
        All() => new()
        {
            ["linear"] = (AutocastOps.Linear, (x, w, b) => nn.functional.linear(x, w, b)),
            ["matrix"] = ((x, w, _) => AutocastOps.Matrix(x, w), (x, w, _) => mm(x, w)),
            ["batched"] = ((x, w, _) => AutocastOps.Batched(x, w), (x, w, _) => bmm(x, w)),
            ["attention"] = (
                (x, w, _) => AutocastOps.Attention(x, w, x),
                (x, w, _) => nn.functional.scaled_dot_product_attention(x, w, x)),
        };

    private static (Tensor Left, Tensor Right, Tensor Bias) Operands(string name) => name switch
    {
        "linear" => (randn(2, 3, 4), randn(5, 4), randn(5)),
        "matrix" => (randn(3, 4), randn(4, 5), randn(1)),
        "batched" => (randn(2, 3, 4), randn(2, 4, 5), randn(1)),
        _ => (randn(2, 2, 3, 4), randn(2, 2, 3, 4), randn(1)),
    };
}
