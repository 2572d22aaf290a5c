using System.Collections.Immutable;
using Faceptor.Imaging;

namespace Faceptor.Inference.Tests;

/// <summary>An engine that no library of ours knows, with tasks of all families and without TorchSharp.</summary>
public sealed class CustomEngineTests
{
    private const int SidePx = 16;

    private static readonly ImmutableArray<FaceTask> Tasks =
    [
        FaceTasks.Landmarks300W, FaceTasks.ParsingLaPa, FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb,
        FaceTasks.AttributesCelebA, FaceTasks.IdentityMs1mV3,
    ];

    [Fact]
    public void Any_engine_answers_for_all_families()
    {
        using var analyzer = new FaceAnalyzer(new FixedEngine(), ownsEngine: true);

        var prediction = analyzer.Predict(
            new RgbImage(60, 50), new FaceBox(5, 10, 45, 50), TestContext.Current.CancellationToken);

        Assert.Equal(68, Assert.Single(prediction.Landmarks).Points.Length);
        Assert.Equal(2, Assert.Single(prediction.Parsing).Map!.Classes.Max());
        Assert.Equal(30, Assert.Single(prediction.Ages).Years, 1e-6);
        Assert.Equal(FaceTasks.ExpressionRafDb.Labels[3], Assert.Single(prediction.Expressions).Top);
        Assert.True(Assert.Single(prediction.Attributes).Attributes[5].IsPresent);
        Assert.Equal([0.6f, 0.8f], Assert.Single(prediction.Identities).Vector);
    }

    [Fact]
    public void Outputs_that_do_not_belong_to_the_inputs_are_refused()
    {
        AssertRefused(outputs => outputs[..^1], "outputs of the engine, one for each input, got 0");
        AssertRefused(
            outputs => [new RawOutput(FaceTasks.AgeMorph2, outputs[0].Values)], "got 136 for age/morph2; mend the engine");
        AssertRefused(
            outputs => [new RawOutput(outputs[0].Task, outputs[0].Values[1..])],
            "expected 136 values of the engine for landmarks/300w, got 135");
    }

    private static void AssertRefused(Func<ImmutableArray<RawOutput>, ImmutableArray<RawOutput>> change, string message)
    {
        using var analyzer = new FaceAnalyzer(new FixedEngine { Change = change }, ownsEngine: true);

        var error = Assert.Throws<InvalidOperationException>(
            () => analyzer.Predict(new RgbImage(20, 20), new FaceBox(0, 0, 20, 20), TestContext.Current.CancellationToken));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private sealed class FixedEngine : IFaceEngine
    {
        public Func<ImmutableArray<RawOutput>, ImmutableArray<RawOutput>> Change { get; init; } = outputs => outputs;

        public ImmutableArray<FaceTask> Tasks => CustomEngineTests.Tasks;

        public LearnedFrom LearnedFrom => LearnedFrom.Unknown;

        public ModelInputSpec InputOf(FaceTask task) => new(task, SidePx, ChannelNormalization.Half);

        public ImmutableArray<RawOutput> Run(
            IReadOnlyList<ModelInput> inputs, CancellationToken cancellationToken = default) =>
            Change([.. inputs.Select(input => new RawOutput(input.Task, ValuesOf(input.Task)))]);

        public void Dispose()
        {
        }

        private static float[] ValuesOf(FaceTask task)
        {
            if (task.Equals(FaceTasks.Landmarks300W))
            {
                return [.. Enumerable.Range(0, 2 * 68).Select(index => (index % 17 / 20f) + 0.1f)];
            }

            if (task.Equals(FaceTasks.ParsingLaPa))
            {
                var logits = new float[11 * SidePx * SidePx];
                logits.AsSpan(2 * SidePx * SidePx, SidePx * SidePx).Fill(1); // class 2 everywhere
                return logits;
            }

            if (task.Equals(FaceTasks.IdentityMs1mV3))
            {
                return [0.6f, 0.8f];
            }

            var likely = task.Equals(FaceTasks.AgeMorph2) ? 30 : task.Equals(FaceTasks.ExpressionRafDb) ? 3 : 5;
            var probabilities = new float[task.Labels.Length];
            probabilities[likely] = 1;
            return probabilities;
        }
    }
}
