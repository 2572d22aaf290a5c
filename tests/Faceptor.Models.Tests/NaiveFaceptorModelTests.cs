using Faceptor.Core.Batches;
using Faceptor.Core.Heads;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests;

public sealed class NaiveFaceptorModelTests
{
    [Fact]
    public void Outputs_have_the_documented_shapes()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = MinuteNaiveModel.Create();
        TaskRange[] ranges = [.. model.Tasks.Select((task, index) => new TaskRange(task, index % 2, 2))];

        var outputs = model.Forward(randn(3, 3, 32, 32), ranges);

        Assert.Equal(ranges, outputs.Select(output => output.Range));
        Assert.Equal<long[]>(
            [[2, 68, 16, 16], [2, 19, 16, 16], [2, 101], [2, 7], [2, 7], [2, 40], [2, 12], [2, 29, 16, 16]],
            outputs.Select(output => output.Values.shape));
    }

    [Theory]
    [InlineData(AgeActivation.NormalizedSigmoid)]
    [InlineData(AgeActivation.Softmax)]
    public void Outputs_say_how_ages_are_read(AgeActivation activation)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = FaceptorModelFactory.Create(MinuteNaiveModel.Options with { AgeActivation = activation });

        var output = model.Forward(randn(1, 3, 16, 16), [new(FaceTasks.AgeMorph2, 0, 1)])[0];

        Assert.Equal(activation, output.AgeActivation);
    }

    [Fact]
    public void Images_need_not_be_square_or_of_the_usual_size()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = MinuteNaiveModel.Create();

        var output = model.Forward(randn(1, 3, 24, 40), [new(FaceTasks.Landmarks300W, 0, 1)])[0];

        Assert.Equal([1L, 68L, 12L, 20L], output.Values.shape);
    }

    [Fact]
    public void Blocks_that_no_range_reads_are_not_run()
    {
        using var scope = NewDisposeScope();
        using var model = MinuteNaiveModel.Create();
        model.train();

        model.Forward(randn(2, 3, 16, 16), [new(FaceTasks.AgeMorph2, 0, 2)])[0].Values.sum().backward();

        var weights = model.state_dict();
        Assert.NotNull(weights["encoder.blocks.3.feed_forward.linear1.weight"].grad);
        Assert.Null(weights["encoder.blocks.4.feed_forward.linear1.weight"].grad);
        Assert.Null(weights["expression_head.subnet.linear1.weight"].grad);
    }

    [Fact]
    public void Every_parameter_receives_a_gradient()
    {
        using var scope = NewDisposeScope();
        using var model = MinuteNaiveModel.Create();
        model.train();
        TaskRange[] ranges = [.. model.Tasks.Select(task => new TaskRange(task, 0, 3))];

        var total = model.Forward(randn(3, 3, 32, 32), ranges)
            .Select(output => (output.Values * randn_like(output.Values)).sum())
            .Aggregate((a, b) => a + b);
        total.backward();

        Assert.Empty(model.named_parameters().Where(pair => pair.parameter.grad is null).Select(pair => pair.name));
    }

    [Fact]
    public void The_two_groups_hold_every_parameter_once()
    {
        using var model = MinuteNaiveModel.Create();

        var groups = model.EncoderParameters.Concat(model.OtherParameters).Select(parameter => parameter.Handle);

        Assert.Equal(model.parameters().Select(parameter => parameter.Handle).Order(), groups.Order());
    }

    [Fact]
    public void Forward_leaks_no_tensors()
    {
        using var model = MinuteNaiveModel.Create();
        using var images = randn(2, 3, 32, 32);
        TaskRange[] ranges = [.. model.Tasks.Select(task => new TaskRange(task, 0, 2))];

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
        NaiveFaceptorModel model;
        using (NewDisposeScope())
        {
            model = MinuteNaiveModel.Create();
        }

        using var owner = model;

        Assert.All(model.state_dict().Values, tensor => Assert.False(tensor.IsInvalid));
    }

    [Fact]
    public void The_state_dict_has_the_documented_names()
    {
        using var model = MinuteNaiveModel.Create();
        var names = model.state_dict().Keys
            .Where(name => !name.StartsWith("encoder.blocks.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

        var expected = Path.Combine(
            RepositoryPaths.Root, "tests", "Faceptor.Models.Tests", "NaiveFaceptorModelTests.names.txt");
        Assert.Equal(File.ReadAllLines(expected), names);
    }

    [Fact]
    public void Families_without_a_task_have_no_head()
    {
        using var model = FaceptorModelFactory.Create(
            MinuteNaiveModel.Options with { Tasks = [FaceTasks.ExpressionRafDb, FaceTasks.ParsingLaPa] });

        Assert.Equal(["encoder", "expression_head", "parsing_head"], model.CountParameters().Keys.Order());
    }

    [Fact]
    public void A_single_image_is_refused_in_training_only()
    {
        using var scope = NewDisposeScope();
        using var model = MinuteNaiveModel.Create();
        var images = randn(2, 3, 32, 32);
        TaskRange[] ranges = [new(FaceTasks.AgeMorph2, 0, 2), new(FaceTasks.Landmarks300W, 1, 1)];

        model.Forward(images, ranges);
        model.train();
        var error = Assert.Throws<ArgumentException>(() => model.Forward(images, ranges));

        Assert.Contains(
            "task 'landmarks/300w' compare images and need at least 2, got 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Foreign_tasks_ranges_outside_and_images_too_small_are_refused()
    {
        using var scope = NewDisposeScope();
        using var model = MinuteNaiveModel.Create();
        var images = randn(1, 3, 8, 16);

        var foreign = Assert.Throws<ArgumentException>(() => model.Forward(images, [new(FaceTasks.AgeUtkFace, 0, 1)]));
        var outside = Assert.Throws<ArgumentException>(() => model.Forward(images, [new(FaceTasks.AgeMorph2, 1, 1)]));
        var small = Assert.Throws<ArgumentException>(() => model.Forward(images, [new(FaceTasks.LandmarksCofw, 0, 1)]));

        Assert.Contains("does not hold task 'age/utkface'", foreign.Message, StringComparison.Ordinal);
        Assert.Contains("looks at images 1 to 1 of a batch of 1", outside.Message, StringComparison.Ordinal);
        Assert.Contains("at least 2 x 2 patches, found 1 x 2", small.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Asking_the_factory_for_the_other_network_is_refused()
    {
        var error = Assert.Throws<OptionsException>(
            () => FaceptorModelFactory.CreateFaceptor(MinuteNaiveModel.Options));

        Assert.Contains("expected Faceptor, got Naive", error.Message, StringComparison.Ordinal);
    }
}
