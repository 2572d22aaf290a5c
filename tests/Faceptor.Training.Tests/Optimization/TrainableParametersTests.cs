using Faceptor.Models;
using Faceptor.Training.Optimization;
using Faceptor.Training.Recipes;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests.Optimization;

/// <summary>What a run does not train stays as it is, to the last bit, buffers included.</summary>
[Collection(TorchGeneratorCollection.Name)]
public sealed class TrainableParametersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static FaceptorOptions Options { get; } = FaceptorPresets.Small with
    {
        Tasks =
        [
            FaceTasks.LandmarksAflw19, FaceTasks.ParsingLaPa, FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb,
            FaceTasks.IdentityMs1mV3,
        ],
        EncoderDim = 16,
        EncoderHeads = 2,
        EncoderBlocks = 2,
        PatchSize = 4,
        PositionGridSide = 4,
        DropPathRate = 0.5,
        DecoderDim = 16,
        DecoderHeads = 2,
        DecoderLayers = 2,
        DecoderFeedForwardDim = 16,
        IdentityDim = FakeFaceModel.EmbedDim,
        AttributeInputSidePx = FakeFaceModel.AttributeSidePx,
        DenseInputSidePx = FakeFaceModel.DenseSidePx,
        LayerAttention =
        [
            new LayerAttentionOptions { Task = FaceTasks.AgeMorph2 },
            new LayerAttentionOptions { Task = FaceTasks.ExpressionRafDb },
        ],
    };

    public static TheoryData<FineTuneScope, string, string> Cases => new()
    {
        {
            FineTuneScope.Queries, "age/morph2",
            "^decoder[.]queries[.]age/morph2[.]"
        },
        {
            FineTuneScope.Queries, "landmarks/aflw19,parsing/lapa",
            "^decoder[.]queries[.](landmarks/aflw19|parsing/lapa)[.]"
        },
        {
            FineTuneScope.LayerAttention, "age/morph2",
            "^decoder[.]layer_attention[.]age/morph2[.]"
        },
        {
            FineTuneScope.DecoderAndHeads, "age/morph2",
            "^(decoder[.](?!queries|layer_attention)|value_head[.]|decoder[.](queries|layer_attention)[.]age/morph2[.])"
        },
        {
            FineTuneScope.DecoderAndHeads, "parsing/lapa,identity/ms1mv3",
            "^(decoder[.](?!queries|layer_attention)|pixel_decoder[.]|map_head[.]|identity_head[.]|"
            + "decoder[.]queries[.]parsing/lapa[.])"
        },
        {
            FineTuneScope.All, "age/morph2",
            "^(encoder[.]|decoder[.](?!queries|layer_attention)|value_head[.]|"
            + "decoder[.](queries|layer_attention)[.]age/morph2[.])"
        },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Only_what_is_trained_moves(FineTuneScope part, string tasks, string mayMove)
    {
        using var model = FaceptorModelFactory.CreateFaceptor(Options, seed: 1);
        var before = Copy(model);

        Train(model, part, tasks);

        var moved = Moved(before, model);
        Assert.NotEmpty(moved);
        Assert.All(moved, name => Assert.Matches(mayMove, name));
        // Every family of names that may move has one that did: the pattern is not wider than it needs to be.
        Assert.Contains(moved, name => name.Contains(tasks.Split(',')[0], StringComparison.Ordinal));
        if (part is FineTuneScope.Queries)
        {
            Assert.Equal(2 * tasks.Split(',').Length, moved.Length);
        }
    }

    [Fact]
    public void Running_statistics_of_a_frozen_head_stay_and_of_a_trained_one_move()
    {
        using var model = FaceptorModelFactory.CreateFaceptor(Options, seed: 1);
        var before = Copy(model);

        Train(model, FineTuneScope.DecoderAndHeads, "age/morph2");

        Assert.DoesNotContain(
            Moved(before, model), name => name.StartsWith("identity_head.", StringComparison.Ordinal));
        Train(model, FineTuneScope.DecoderAndHeads, "identity/ms1mv3");
        Assert.Contains(Moved(before, model), name => name.EndsWith("running_mean", StringComparison.Ordinal));
    }

    [Fact]
    public void A_frozen_encoder_drops_no_blocks()
    {
        using var model = FaceptorModelFactory.CreateFaceptor(Options, seed: 1);
        TrainableParameters.Freeze(model, Training(FineTuneScope.DecoderAndHeads, "age/morph2"));

        TrainableParameters.EnterTraining(model, Training(FineTuneScope.DecoderAndHeads, "age/morph2"));

        var modules = model.named_modules().ToDictionary(entry => entry.name, entry => entry.module.training);
        Assert.All(
            modules.Where(entry => entry.Key.StartsWith("encoder", StringComparison.Ordinal)),
            entry => Assert.False(entry.Value, entry.Key));
        Assert.True(modules["decoder"]);
    }

    /// <summary>Released, in the second stage: all is in training mode, and only what is trained moves.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_frozen_encoder_may_stay_in_training_mode(bool inTrainingMode)
    {
        using var scope = NewDisposeScope();
        using var model = FaceptorModelFactory.CreateFaceptor(Options, seed: 1);
        var training = Training(FineTuneScope.LayerAttention, "age/morph2") with
        {
            FrozenPartsInTrainingMode = inTrainingMode,
        };
        TrainableParameters.Freeze(model, training);
        TrainableParameters.EnterTraining(model, training);
        var images = randn(4, 3, FakeFaceModel.AttributeSidePx, FakeFaceModel.AttributeSidePx);

        var (first, second) = (model.Encode(images, 2)[0], model.Encode(images, 2)[0]);

        Assert.Equal(!inTrainingMode, first.equal(second).all().item<bool>());
        Assert.All(
            model.named_modules().Where(entry => entry.name.StartsWith("encoder", StringComparison.Ordinal)),
            entry => Assert.Equal(inTrainingMode, entry.module.training));
        var before = Copy(model);
        Train(model, training);
        Assert.All(
            Moved(before, model),
            name => Assert.StartsWith("decoder.layer_attention.age/morph2.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void The_next_run_may_train_what_the_last_one_froze()
    {
        using var model = FaceptorModelFactory.CreateFaceptor(Options, seed: 1);
        Train(model, FineTuneScope.Queries, "age/morph2");
        var before = Copy(model);

        Train(model, FineTuneScope.All, "age/morph2");

        Assert.Contains(Moved(before, model), name => name.StartsWith("encoder.", StringComparison.Ordinal));
        Assert.True(model.Module.training is false || model.EncoderParameters.All(entry => entry.requires_grad));
    }

    [Fact]
    public void Freezing_leaves_no_tensors_behind()
    {
        using var model = FaceptorModelFactory.CreateFaceptor(Options, seed: 1);

        Assert.Equal(0, TensorAssert.LiveDelta(() =>
        {
            TrainableParameters.Freeze(model, Training(FineTuneScope.Queries, "age/morph2"));
            TrainableParameters.EnterTraining(model, Training(FineTuneScope.DecoderAndHeads, "age/morph2"));
        }));
    }

    [Fact]
    public void What_a_model_does_not_hold_is_refused()
    {
        using var faceptor = FaceptorModelFactory.CreateFaceptor(Options, seed: 1);
        using var naive = FaceptorModelFactory.Create(
            Options with
            {
                Architecture = ModelArchitecture.Naive,
                LayerAttention = [],
                EncoderBlocks = 4,
                NaiveHeads = FaceptorPresets.SmallNaive.NaiveHeads,
            },
            seed: 1);

        var lacking = Assert.Throws<OptionsException>(
            () => TrainableParameters.Of(faceptor, Training(FineTuneScope.LayerAttention, "parsing/lapa")));
        var other = Assert.Throws<OptionsException>(
            () => TrainableParameters.Of(naive, Training(FineTuneScope.Queries, "age/morph2")));
        var identity = Assert.Throws<OptionsException>(
            () => Training(FineTuneScope.Queries, "identity/ms1mv3").Validate());

        Assert.Contains("LayerAttention of parsing/lapa cannot be trained", lacking.Message, StringComparison.Ordinal);
        Assert.Contains("a Naive network", other.Message, StringComparison.Ordinal);
        Assert.Contains("identity/ms1mv3 has no queries", identity.Message, StringComparison.Ordinal);
    }

    private static TrainingOptions Training(FineTuneScope part, string tasks) => new()
    {
        Tasks = [.. tasks.Split(',').Select(id => new TaskTrainingOptions(FaceTasks.Get(id), 4, 1))],
        NumSteps = 3,
        WarmupSteps = 1,
        EncoderRate = 1e-2,
        WarmupStartRate = 1e-3,
        NumIdentities = FakeBatches.NumIdentities,
        IdentityEmbedDim = FakeFaceModel.EmbedDim,
        LandmarkTargetSidePx = 16,
        CheckpointInterval = 0,
        FineTuneScope = part,
    };

    private static Dictionary<string, Tensor> Copy(FaceptorModel model) =>
        model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());

    private static string[] Moved(Dictionary<string, Tensor> before, FaceptorModel model) =>
    [
        .. model.state_dict()
            .Where(entry => !before[entry.Key].bytes.SequenceEqual(entry.Value.detach().bytes))
            .Select(entry => entry.Key),
    ];

    private void Train(FaceptorModel model, FineTuneScope part, string tasks) => Train(model, Training(part, tasks));

    private void Train(FaceptorModel model, TrainingOptions training)
    {
        using var trainer = new Trainer(model, training, _folder.File(Guid.NewGuid().ToString("N")));
        trainer.Run(
            training.Tasks.ToDictionary(
                entry => entry.Task, entry => FakeBatches.Repeat(FakeBatches.Of(entry.Task, entry.BatchSize))),
            cancellationToken: TestContext.Current.CancellationToken);
    }
}
