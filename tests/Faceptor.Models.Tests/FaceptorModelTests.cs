using Faceptor.Core.Batches;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests;

public sealed class FaceptorModelTests
{
    [Fact]
    public void Outputs_have_the_documented_shapes()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = MinuteModel.Create();
        TaskRange[] ranges = [.. FaceTasks.Base.Select((task, index) => new TaskRange(task, index % 2, 2))];

        var outputs = model.Forward(randn(3, 3, 32, 32), ranges);

        Assert.Equal(ranges, outputs.Select(output => output.Range));
        Assert.Equal<long[]>(
            [[2, 68, 16, 16], [2, 19, 16, 16], [2, 101], [2, 7], [2, 7], [2, 40], [2, 12]],
            outputs.Select(output => output.Values.shape));
    }

    [Fact]
    public void Images_need_not_be_square_or_of_the_usual_size()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = MinuteModel.Create();

        var output = model.Forward(randn(1, 3, 16, 40), [new(FaceTasks.Landmarks300W, 0, 1)])[0];

        Assert.Equal([1L, 68L, 8L, 20L], output.Values.shape);
    }

    [Fact]
    public void Identity_alone_needs_no_decoder_and_queries_alone_no_identity_head()
    {
        using var scope = NewDisposeScope();
        using var model = MinuteModel.Create();
        model.train();

        model.Forward(randn(2, 3, 16, 16), [new(FaceTasks.IdentityMs1mV3, 0, 2)])[0].Values.sum().backward();

        Assert.Null(model.state_dict()["decoder.input_projection.weight"].grad);
        Assert.NotNull(model.state_dict()["identity_head.linear1.weight"].grad);
    }

    [Fact]
    public void Every_parameter_receives_a_gradient()
    {
        using var scope = NewDisposeScope();
        using var model = MinuteModel.Create();
        model.train();
        TaskRange[] ranges = [.. FaceTasks.Base.Select(task => new TaskRange(task, 0, 2))];

        var total = model.Forward(randn(2, 3, 32, 32), ranges)
            .Select(output => (output.Values * randn_like(output.Values)).sum())
            .Aggregate((a, b) => a + b);
        total.backward();

        Assert.Empty(model.named_parameters().Where(pair => pair.parameter.grad is null).Select(pair => pair.name));
    }

    [Fact]
    public void Forward_leaks_no_tensors()
    {
        using var model = MinuteModel.Create();
        using var images = randn(2, 3, 32, 32);
        TaskRange[] ranges = [.. FaceTasks.Base.Select(task => new TaskRange(task, 0, 2))];

        var evaluation = TensorAssert.LiveDelta(() =>
        {
            using var quiet = no_grad();
            model.Forward(images, ranges);
        });
        model.train();
        var training = TensorAssert.LiveDelta(() =>
        {
            var total = model.Forward(images, ranges).Select(output => output.Values.sum()).Aggregate((a, b) => a + b);
            total.backward();
            foreach (var parameter in model.parameters())
            {
                parameter.grad = null;
            }
        });

        Assert.Equal(0, evaluation);
        Assert.Equal(0, training);
    }

    [Fact]
    public void A_model_outlives_the_dispose_scope_it_was_made_in()
    {
        FaceptorModel model;
        using (NewDisposeScope())
        {
            model = MinuteModel.Create();
        }

        using var owner = model;

        Assert.All(model.state_dict().Values, tensor => Assert.False(tensor.IsInvalid));
    }

    [Fact]
    public void The_state_dict_has_the_documented_names()
    {
        using var model = MinuteModel.Create();
        var names = model.state_dict().Keys
            .Where(name => !name.Contains(".1.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

        var expected = Path.Combine(
            RepositoryPaths.Root, "tests", "Faceptor.Models.Tests", "FaceptorModelTests.names.txt");
        Assert.Equal(File.ReadAllLines(expected), names);
    }

    [Theory]
    [InlineData(0, 3, "looks at images 0 to 2 of a batch of 2")]
    [InlineData(-1, 1, "looks at images -1 to -1")]
    [InlineData(0, 0, "looks at images 0 to -1")]
    public void A_range_outside_the_batch_is_refused(int first, int count, string message)
    {
        using var scope = NewDisposeScope();
        using var model = MinuteModel.Create();
        var images = randn(2, 3, 16, 16);

        var error = Assert.Throws<ArgumentException>(
            () => model.Forward(images, [new(FaceTasks.AgeMorph2, first, count)]));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Foreign_tasks_and_odd_image_sizes_are_refused()
    {
        using var scope = NewDisposeScope();
        using var model = MinuteModel.Create();
        var (images, odd) = (randn(1, 3, 16, 16), randn(1, 3, 16, 20));

        var foreign = Assert.Throws<ArgumentException>(() => model.Forward(images, [new(FaceTasks.AgeUtkFace, 0, 1)]));
        var size = Assert.Throws<ArgumentException>(() => model.Forward(odd, [new(FaceTasks.AgeMorph2, 0, 1)]));

        Assert.Contains("does not hold task 'age/utkface'", foreign.Message, StringComparison.Ordinal);
        Assert.Contains("20 x 16 pixels do not divide into patches of 8 x 8", size.Message, StringComparison.Ordinal);
    }
}
