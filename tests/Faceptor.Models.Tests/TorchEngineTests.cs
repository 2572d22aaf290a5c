using Faceptor.Core.Batches;
using Faceptor.Core.Heads;
using Faceptor.Models.Weights;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests;

public sealed class TorchEngineTests
{
    private static readonly FaceTask Age = FaceTasks.AgeMorph2;

    [Theory]
    [InlineData(AgeActivation.NormalizedSigmoid)]
    [InlineData(AgeActivation.Softmax)]
    public void Ages_are_read_as_the_models_options_say(AgeActivation activation)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = FaceptorModelFactory.Create(
            MinuteModel.Options with { Tasks = [Age], AgeActivation = activation }, seed: 3);
        using var engine = new TorchEngine(model);
        var input = Input(engine, Age, 0);

        var answer = engine.Run([input], TestContext.Current.CancellationToken)[0];

        var side = input.SidePx;
        var logits = model.Forward(tensor(input.Views[0], [1, 3, side, side]), [new TaskRange(Age, 0, 1)])[0]
            .Values[0].data<float>().ToArray().Select(logit => (double)logit);
        double[] strengths =
        [
            .. logits.Select(logit => activation == AgeActivation.Softmax
                ? Math.Exp(logit)
                : 1 / (1 + Math.Exp(-logit))),
        ];
        Assert.All(
            answer.Values.Zip(strengths),
            pair => Assert.Equal(pair.Second / strengths.Sum(), pair.First, 1e-6));
    }

    [Fact]
    public void Outputs_come_in_the_order_of_the_inputs_whatever_their_sizes()
    {
        using var engine = new TorchEngine(MinuteModel.Create(), ownsModel: true);
        FaceTask[] order =
        [
            FaceTasks.AttributesCelebA, FaceTasks.Landmarks300W, Age, FaceTasks.ParsingCelebAMaskHq,
            FaceTasks.IdentityMs1mV3, Age,
        ];
        ModelInput[] inputs = [.. order.Select((task, seed) => Input(engine, task, seed))];

        var together = engine.Run(inputs, TestContext.Current.CancellationToken);

        Assert.Equal(order, together.Select(output => output.Task));
        Assert.Equal([40, 2 * 68, 101, 19 * 32 * 32, 12, 101], together.Select(output => output.Values.Length));
        foreach (var (input, output) in inputs.Zip(together))
        {
            var alone = engine.Run([input], TestContext.Current.CancellationToken)[0];
            Assert.All(alone.Values.Zip(output.Values), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }
    }

    [Fact]
    public void InputOf_says_size_normalisation_and_the_framing_of_the_models_own_task()
    {
        var mine = new FaceTask("attributes/mine", TaskFamily.Attributes, "mine", ["one"])
        {
            Framing = FaceFraming.CelebA,
        };
        using var engine = new TorchEngine(
            FaceptorModelFactory.Create(MinuteModel.Options with { Tasks = [mine, FaceTasks.Landmarks300W] }),
            ownsModel: true);

        var spec = engine.InputOf(new FaceTask("attributes/mine", TaskFamily.Attributes, "mine", ["one"]));

        Assert.Equal((16, ChannelNormalization.Half), (spec.SidePx, spec.Normalization));
        Assert.Equal(FaceFraming.CelebA, spec.Framing);
        Assert.Equal(32, engine.InputOf(FaceTasks.Landmarks300W).SidePx);
        Assert.Contains(
            "holds attributes/mine, landmarks/300w",
            Assert.Throws<ArgumentException>(() => engine.InputOf(Age)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_weight_file_carries_the_framing_of_a_custom_task()
    {
        using var folder = new TemporaryFolder();
        var mine = new FaceTask("age/mine", TaskFamily.Age, "mine", FamilyDefinition.Of(TaskFamily.Age).UsualLabels!.Value)
        {
            Framing = FaceFraming.ArcFace,
        };
        using (var model = FaceptorModelFactory.Create(MinuteModel.Options with { Tasks = [mine] }))
        {
            FaceptorWeights.Save(model, folder.File("w.safetensors"));
        }

        using var engine = TorchEngine.Load(folder.File("w.safetensors"));

        Assert.Equal(FaceFraming.ArcFace, engine.InputOf(mine).Framing);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_model_of_the_callers_is_left_in_its_former_mode_without_tensors(bool isTraining)
    {
        using var model = MinuteModel.Create();
        model.train(isTraining);

        var delta = TensorAssert.LiveDelta(() =>
        {
            using var engine = new TorchEngine(model);
            engine.Run([Input(engine, Age, 0)]);
            Assert.False(model.training);
        });

        Assert.Equal(0, delta);
        Assert.Equal(isTraining, model.training);
    }

    [Fact]
    public void A_disposed_engine_refuses_to_run_and_owns_its_model_only_when_told_so()
    {
        using var model = MinuteModel.Create();
        var engine = new TorchEngine(model);
        var input = Input(engine, Age, 0);
        engine.Dispose();
        engine.Dispose();
        Assert.Throws<ObjectDisposedException>(() => engine.Run([input], TestContext.Current.CancellationToken));

        using var late = new TorchEngine(model);
        new TorchEngine(model, ownsModel: true).Dispose();

        Assert.Throws<ObjectDisposedException>(() => late.Run([input], TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Run_stops_when_cancelled_and_answers_nothing_with_nothing()
    {
        using var engine = new TorchEngine(MinuteModel.Create(), ownsModel: true);

        Assert.Empty(engine.Run([], TestContext.Current.CancellationToken));
        Assert.Throws<OperationCanceledException>(
            () => engine.Run([Input(engine, Age, 0)], new CancellationToken(true)));
    }

    /// <summary>No machine has a petabyte.</summary>
    [Fact]
    public void What_does_not_fit_into_memory_is_told_in_one_line_and_the_engine_goes_on()
    {
        var isLarge = true;
        using var model = new ScriptedFaceModel(Age, _ => zeros(isLarge ? 1L << 50 : 101).view(1, -1));
        using var engine = new TorchEngine(model);
        var input = new ModelInput(Age, model.SidePx, [new float[3 * model.SidePx * model.SidePx]]);

        var error = Assert.Throws<DeviceMemoryException>(
            () => engine.Run([input], TestContext.Current.CancellationToken));

        Assert.Equal("the machine", error.Device);
        Assert.EndsWith("fewer images or tasks at a time, or run it on another device.", error.Message, StringComparison.Ordinal);
        isLarge = false;
        Assert.Equal(101, engine.Run([input], TestContext.Current.CancellationToken)[0].Values.Length);
    }

    private static ModelInput Input(TorchEngine engine, FaceTask task, int seed)
    {
        var spec = engine.InputOf(task);
        var views = Enumerable.Range(0, spec.Framing.AddsMirroredView ? 2 : 1).Select(view => Enumerable
            .Range(0, 3 * spec.SidePx * spec.SidePx)
            .Select(index => ((index + view + (31 * seed)) * 7919 % 255 / 127f) - 1)
            .ToArray());
        return new ModelInput(spec.Task, spec.SidePx, [.. views]);
    }
}
