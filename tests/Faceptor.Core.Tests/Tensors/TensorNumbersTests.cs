using Faceptor.Core.Tensors;
using static TorchSharp.torch;

namespace Faceptor.Core.Tests.Tensors;

public sealed class TensorNumbersTests
{
    [Fact]
    public void Numbers_come_in_row_major_order_whatever_the_strides()
    {
        using var scope = NewDisposeScope();

        var turned = arange(6, dtype: ScalarType.Float32).view(2, 3).t();

        Assert.Equal([0f, 3, 1, 4, 2, 5], turned.ToNumbers<float>());
        Assert.Equal([1f, 4], turned.narrow(0, 1, 1).ToNumbers<float>());
    }

    [Fact]
    public void Every_number_type_has_its_own_size()
    {
        using var scope = NewDisposeScope();

        Assert.Equal([true, false, true], tensor(new[] { true, false, true }).ToNumbers<bool>());
        Assert.Equal([5L, -1], tensor(new[] { 5L, -1 }).ToNumbers<long>());
        Assert.Equal([0.5], tensor(0.5, dtype: ScalarType.Float64).ToNumbers<double>());
    }

    [Fact]
    public void Another_number_type_is_refused()
    {
        using var scope = NewDisposeScope();
        var halves = zeros(4, dtype: ScalarType.Float16);

        var error = Assert.Throws<ArgumentException>(() => halves.ToNumbers<float>());

        Assert.StartsWith("expected a tensor of Single, got Float16.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(37)]
    public void One_number_that_is_not_finite_is_found_wherever_it_stands(int length)
    {
        using var scope = NewDisposeScope();
        foreach (var bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            for (var place = 0; place < length; place++)
            {
                float[] numbers = [.. Enumerable.Repeat(float.MaxValue, length)];
                Assert.True(TensorNumbers.AreFinite(numbers));
                Assert.True(tensor(numbers).AreFinite());

                numbers[place] = bad;

                Assert.False(TensorNumbers.AreFinite(numbers));
                Assert.False(tensor(numbers).AreFinite());
            }
        }
    }

    [Fact]
    public void Nothing_is_finite()
    {
        using var empty = zeros(0);

        Assert.True(empty.AreFinite());
        Assert.True(TensorNumbers.AreFinite([]));
    }
}
