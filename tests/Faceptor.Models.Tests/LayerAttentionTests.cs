using Faceptor.Core.Batches;
using Faceptor.Core.Decoders;
using Faceptor.Models.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests;

public sealed class LayerAttentionTests
{
    /// <summary>Sums of single-precision products in another order.</summary>
    private const double Rounding = 1e-5;

    private const long TokensAnImage = 16;

    private static readonly FaceTask Age = FaceTasks.AgeMorph2;

    private static readonly TaskRange[] AllRanges =
        [.. FaceTasks.Base.Select((task, index) => new TaskRange(task, index % 2, 2))];

    [Fact]
    public void Switched_off_it_changes_no_bit_of_any_output()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = MinuteModel.Create();
        var images = randn(3, 3, 32, 32);
        var before = model.Forward(images, AllRanges);
        model.AddLayerAttention(Age, LevelProjection.PerTask);
        model.AddLayerAttention(FaceTasks.Landmarks300W);
        var on = model.Forward(images, AllRanges);

        model.SwitchLayerAttention(Age, isOn: false);
        model.SwitchLayerAttention(FaceTasks.Landmarks300W, isOn: false);
        var off = model.Forward(images, AllRanges);

        for (var index = 0; index < AllRanges.Length; index++)
        {
            TensorAssert.Close(before[index].Values, off[index].Values, 0, AllRanges[index].Task.Id);
            var moved = (before[index].Values - on[index].Values).abs().max().item<float>();
            var holdsIt = AllRanges[index].Task.Equals(Age) || AllRanges[index].Task.Equals(FaceTasks.Landmarks300W);
            Assert.True(holdsIt ? moved > 1e-4 : moved == 0, $"{AllRanges[index].Task} moved by {moved}");
        }
    }

    [Fact]
    public void The_last_block_alone_is_stage_1_with_a_level_embedding_of_the_tasks_own()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var plain = MinuteModel.Create();
        using var model = TwinOf(plain);
        var images = randn(2, 3, 32, 32);
        TaskRange[] ranges = [new(Age, 0, 2)];
        model.AddLayerAttention(new LayerAttentionOptions { Task = Age, Levels = [2] });
        var embedding = Assert.Single(model.LayerAttentionParameters(Age));

        TensorAssert.Close(plain.Forward(images, ranges)[0].Values, model.Forward(images, ranges)[0].Values, Rounding);

        embedding.normal_();
        plain.state_dict()["decoder.level_embedding"].copy_(embedding);
        plain.ClearCaches();
        TensorAssert.Close(plain.Forward(images, ranges)[0].Values, model.Forward(images, ranges)[0].Values, Rounding);
    }

    [Fact]
    public void Both_projections_begin_as_the_same_function()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var shared = MinuteModel.Create();
        using var own = TwinOf(shared);
        var images = randn(3, 3, 32, 32);
        shared.AddLayerAttention(Age);
        own.AddLayerAttention(Age, LevelProjection.PerTask);

        TensorAssert.Close(
            shared.Forward(images, AllRanges)[2].Values, own.Forward(images, AllRanges)[2].Values, Rounding);
    }

    [Fact]
    public void Shared_projection_equals_own_projections_of_the_same_values()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var shared = DeepModel();
        using var own = TwinOf(shared);
        var images = randn(3, 3, 32, 32);
        shared.AddLayerAttention(Age);
        own.AddLayerAttention(Age, LevelProjection.PerTask);
        var table = shared.LayerAttentionParameters(Age)[0];
        var lower = table.narrow(0, 0, 3);
        lower.copy_(randn_like(lower));
        own.LayerAttentionParameters(Age)[0].copy_(lower);

        var expected = own.Forward(images, AllRanges)[2].Values;

        TensorAssert.Close(expected, shared.Forward(images, AllRanges)[2].Values, Rounding);
        table.copy_(table.flip(0));
        Assert.True((shared.Forward(images, AllRanges)[2].Values - expected).abs().max().item<float>() > 1e-4);
    }

    [Fact]
    public void A_ragged_batch_with_some_tasks_on_equals_separate_passes()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = MixedModel();
        var images = randn(5, 3, 32, 32);
        TaskRange[] ranges =
        [
            new(FaceTasks.Landmarks300W, 0, 2), new(FaceTasks.ExpressionAffectNet, 1, 1), new(Age, 1, 3),
            new(FaceTasks.IdentityMs1mV3, 0, 4), new(FaceTasks.ExpressionRafDb, 3, 2), new(Age, 4, 1),
            new(FaceTasks.AttributesCelebA, 2, 2), new(FaceTasks.ParsingCelebAMaskHq, 2, 2),
        ];

        var together = model.Forward(images, ranges);

        for (var index = 0; index < ranges.Length; index++)
        {
            var own = images.narrow(0, ranges[index].FirstImage, ranges[index].NumImages);
            var alone = model.Forward(own, [ranges[index] with { FirstImage = 0 }])[0];
            TensorAssert.Close(alone.Values, together[index].Values, Rounding, ranges[index].Task.Id);
        }

        foreach (var task in model.LayerAttentionTasks)
        {
            model.SwitchLayerAttention(task, isOn: false);
        }

        foreach (var (mixed, off) in together.Zip(model.Forward(images, ranges)))
        {
            var moved = (mixed.Values - off.Values).abs().max().item<float>();
            Assert.Equal(model.LayerAttentionTasks.Contains(mixed.Task), moved > 0);
        }
    }

    [Fact]
    public void The_shared_projection_runs_once_a_level_however_many_tasks_use_it()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = DeepModel();
        var images = randn(2, 3, 32, 32);
        FaceTask[] tasks = [.. FaceTasks.Base.Where(task => task.NumLabels > 0)];
        TaskRange[] ranges = [.. tasks.Select(task => new TaskRange(task, 0, 2))];
        var count = CountProjectedTokens(model);

        Assert.Equal(2 * TokensAnImage, count(() => model.Forward(images, ranges)));
        foreach (var task in tasks)
        {
            model.AddLayerAttention(task);
            Assert.Equal(4 * 2 * TokensAnImage, count(() => model.Forward(images, ranges)));
        }
    }

    [Fact]
    public void Lower_levels_are_projected_only_for_images_that_a_task_looks_at_with_it()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = DeepModel();
        model.AddLayerAttention(Age);
        model.AddLayerAttention(FaceTasks.ExpressionRafDb);
        var images = randn(6, 3, 32, 32);
        TaskRange[] ranges =
        [
            new(FaceTasks.AttributesCelebA, 0, 3), new(Age, 3, 1), new(FaceTasks.ExpressionRafDb, 4, 1),
            new(FaceTasks.IdentityMs1mV3, 5, 1),
        ];
        var count = CountProjectedTokens(model);

        Assert.Equal((6 + (3 * 2)) * TokensAnImage, count(() => model.Forward(images, ranges)));
        model.SwitchLayerAttention(Age, isOn: false);
        Assert.Equal((6 + (3 * 1)) * TokensAnImage, count(() => model.Forward(images, ranges)));
    }

    [Theory]
    [InlineData(LevelProjection.Shared, 1)]
    [InlineData(LevelProjection.PerTask, 7)]
    public void With_the_rest_frozen_only_the_tasks_own_parameters_receive_gradients(
        LevelProjection projection, int count)
    {
        using var scope = NewDisposeScope();
        using var model = DeepModel();
        model.AddLayerAttention(Age, projection);
        model.AddLayerAttention(FaceTasks.ExpressionRafDb, projection);
        model.train();
        foreach (var parameter in model.parameters())
        {
            parameter.requires_grad = false;
        }

        var own = model.LayerAttentionParameters(Age);
        foreach (var parameter in own)
        {
            parameter.requires_grad = true;
        }

        var outputs = model.Forward(randn(3, 3, 32, 32), AllRanges[..6]);
        outputs.Select(output => (output.Values * randn_like(output.Values)).sum())
            .Aggregate((a, b) => a + b)
            .backward();

        Assert.Equal(count, own.Count);
        Assert.Equal(
            [.. own.Select(parameter => parameter.Handle)],
            model.parameters().Where(parameter => parameter.grad is not null).Select(parameter => parameter.Handle));
        Assert.All(own, parameter => Assert.True(parameter.grad!.abs().max().item<float>() > 0));
    }

    [Fact]
    public void Every_parameter_of_several_tasks_receives_a_gradient_in_training()
    {
        using var scope = NewDisposeScope();
        using var model = MixedModel();
        model.train();

        var outputs = model.Forward(randn(3, 3, 32, 32), AllRanges);
        outputs.Select(output => (output.Values * randn_like(output.Values)).sum())
            .Aggregate((a, b) => a + b)
            .backward();

        Assert.Empty(model.named_parameters().Where(pair => pair.parameter.grad is null).Select(pair => pair.name));
    }

    [Fact]
    public void Evaluation_follows_weights_that_training_moved()
    {
        using var scope = NewDisposeScope();
        using var model = MixedModel();
        var images = randn(2, 3, 32, 32);
        TaskRange[] ranges = [new(Age, 0, 2)];
        Tensor Evaluate()
        {
            using var quiet = no_grad();
            return model.Forward(images, ranges)[0].Values;
        }

        var first = Evaluate();
        TensorAssert.Close(first, Evaluate(), 0);
        model.train();
        TensorAssert.Close(first, model.Forward(images, ranges)[0].Values, Rounding);
        using (no_grad())
        {
            model.state_dict()["decoder.position_project.weight"].mul_(3);
        }

        model.eval();

        Assert.True((Evaluate() - first).abs().max().item<float>() > 1e-3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Evaluation_follows_weights_that_training_moved_while_it_was_switched(bool isOnInEvaluation)
    {
        using var scope = NewDisposeScope();
        using var model = MixedModel();
        var images = randn(2, 3, 32, 32);
        TaskRange[] ranges = [new(Age, 0, 2)];
        Tensor Evaluate()
        {
            using var quiet = no_grad();
            return model.Forward(images, ranges)[0].Values;
        }

        model.SwitchLayerAttention(Age, isOnInEvaluation);
        Evaluate();
        model.SwitchLayerAttention(Age, !isOnInEvaluation);
        model.train();
        model.Forward(images, ranges);
        using (no_grad())
        {
            model.state_dict()["decoder.layers.0.cross_attention.in_proj_bias"].normal_();
            model.state_dict()["decoder.position_project.weight"].normal_();
        }

        model.eval();
        model.SwitchLayerAttention(Age, isOnInEvaluation);
        var evaluated = Evaluate();

        model.ClearCaches();
        TensorAssert.Close(Evaluate(), evaluated, 0);
    }

    [Fact]
    public void Forward_leaks_no_tensors()
    {
        using var model = MixedModel();
        using var images = randn(3, 3, 32, 32);

        var evaluation = TensorAssert.LiveDelta(() =>
        {
            using var quiet = no_grad();
            model.Forward(images, AllRanges);
        });
        model.train();
        var training = TensorAssert.LiveDelta(() =>
        {
            model.Forward(images, AllRanges)[2].Values.sum().backward();
            foreach (var parameter in model.parameters())
            {
                parameter.grad = null;
            }
        });

        Assert.Equal(0, evaluation);
        Assert.Equal(0, training);
    }

    [Fact]
    public void It_outlives_the_dispose_scope_it_was_added_in_and_moves_with_the_model()
    {
        using var model = DeepModel();
        using (NewDisposeScope())
        {
            model.AddLayerAttention(Age);
            model.AddLayerAttention(FaceTasks.ExpressionRafDb, LevelProjection.PerTask);
        }

        model.to(ScalarType.Float64);
        model.ClearCaches();
        using var scope = NewDisposeScope();
        using var quiet = no_grad();

        var output = model.Forward(randn(3, 3, 32, 32, dtype: ScalarType.Float64), AllRanges[2..4])[0];

        Assert.Equal(ScalarType.Float64, output.Values.dtype);
        Assert.All(model.LayerAttentionParameters(Age), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
    }

    [Fact]
    public void Its_weights_have_the_documented_names()
    {
        using var plain = DeepModel();
        using var model = DeepModel();
        model.AddLayerAttention(Age);
        model.AddLayerAttention(FaceTasks.ExpressionRafDb, LevelProjection.PerTask);

        var added = model.state_dict().Where(entry => !plain.state_dict().ContainsKey(entry.Key))
            .Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]");

        Assert.Equal(
            [
                "decoder.layer_attention.age/morph2.level_embeddings [4, 8]",
                "decoder.layer_attention.expression/raf-db.level_embeddings [3, 8]",
                .. Enumerable.Range(0, 3).SelectMany(index => new[]
                {
                    $"decoder.layer_attention.expression/raf-db.projections.{index}.bias [8]",
                    $"decoder.layer_attention.expression/raf-db.projections.{index}.weight [8, 16]",
                }),
            ],
            added.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(12, new[] { 2, 4, 6, 8, 10, 12 })]
    [InlineData(24, new[] { 4, 8, 12, 16, 20, 24 })]
    [InlineData(8, new[] { 1, 2, 4, 5, 6, 8 })]
    [InlineData(4, new[] { 1, 2, 3, 4 })]
    public void Default_levels_are_spread_evenly_up_to_the_last_block(int numBlocks, int[] levels)
    {
        Assert.Equal(levels, LayerAttention.DefaultLevels(numBlocks));
    }

    [Fact]
    public void What_cannot_work_is_refused_and_changes_nothing()
    {
        using var model = MinuteModel.Create();
        model.AddLayerAttention(Age);

        var errors = new (LayerAttentionOptions Options, string Message)[]
        {
            (new() { Task = Age }, "LayerAttention names a task twice"),
            (new() { Task = FaceTasks.IdentityMs1mV3 }, "names task 'identity/ms1mv3', which has no queries"),
            (new() { Task = FaceTasks.AgeUtkFace }, "names task 'age/utkface', which is not among Tasks"),
            (new() { Task = FaceTasks.ExpressionRafDb, Levels = [2, 1] },
                "'expression/raf-db': levels [2, 1] must rise within the encoder's blocks 1 to 2"),
            (new() { Task = FaceTasks.ExpressionRafDb, Levels = [1, 3] }, "levels [1, 3] must rise within"),
            (new() { Task = FaceTasks.ExpressionRafDb, Levels = [2], Projection = LevelProjection.PerTask },
                "levels [2] hold the last block alone"),
        };
        Assert.All(errors, entry => Assert.Contains(
            entry.Message,
            Assert.Throws<OptionsException>(() => model.AddLayerAttention(entry.Options)).Message,
            StringComparison.Ordinal));

        Assert.Equal([Age], model.LayerAttentionTasks);
        var error = Assert.Throws<ArgumentException>(
            () => model.SwitchLayerAttention(FaceTasks.ExpressionRafDb, isOn: true));
        Assert.Contains(
            "'expression/raf-db' holds no Layer-Attention; tasks that do: age/morph2",
            error.Message,
            StringComparison.Ordinal);
    }

    /// <summary>Watches stage 1's projection: how many tokens go through it during an action.</summary>
    private static Func<Action, long> CountProjectedTokens(FaceptorModel model)
    {
        var numTokens = 0L;
        var (_, projection) = model.named_modules().Single(entry => entry.name == "decoder.input_projection");
        ((Linear)projection).register_forward_hook((_, input, output) =>
        {
            numTokens += input.size(0) * input.size(1);
            return output;
        });
        return action =>
        {
            numTokens = 0;
            action();
            return numTokens;
        };
    }

    private static FaceptorModel DeepModel() =>
        FaceptorModelFactory.CreateFaceptor(MinuteModel.Options with { EncoderBlocks = 4 }, seed: 3);

    private static FaceptorModel TwinOf(FaceptorModel model)
    {
        var twin = FaceptorModelFactory.CreateFaceptor(model.Options);
        StateDictLoader.Load(twin, "twin", model.state_dict().ToDictionary());
        return twin;
    }

    /// <summary>Both projections, three choices of levels, some tasks without; no parameter at its start.</summary>
    private static FaceptorModel MixedModel()
    {
        var model = DeepModel();
        model.AddLayerAttention(Age);
        model.AddLayerAttention(FaceTasks.ExpressionAffectNet, LevelProjection.PerTask);
        model.AddLayerAttention(new LayerAttentionOptions { Task = FaceTasks.AttributesCelebA, Levels = [1, 3] });
        model.AddLayerAttention(new LayerAttentionOptions
        {
            Task = FaceTasks.Landmarks300W,
            Levels = [2, 4],
            Projection = LevelProjection.PerTask,
        });
        using var quiet = no_grad();
        foreach (var parameter in model.LayerAttentionTasks.SelectMany(model.LayerAttentionParameters))
        {
            parameter.normal_();
        }

        return model;
    }
}
