using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Serialization;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Progress;
using Faceptor.Training.Recipes;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests;

[Collection(TorchGeneratorCollection.Name)]
public sealed class TrainerResumeTests : IDisposable
{
    private const int NumSteps = 9;

    private static readonly FaceTask[] Tasks =
        [FaceTasks.AgeMorph2, FaceTasks.ExpressionRafDb, FaceTasks.IdentityMs1mV3];

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void A_run_that_was_stopped_goes_on_to_the_same_bits(int stopAfter)
    {
        Train("whole", stopAfter: null);
        Train("parts", stopAfter);

        Train("parts", stopAfter: null, resumes: true);

        AssertEqualFiles("whole", "parts", TrainingFiles.Weights);
        AssertEqualFiles(
            "whole", "parts", $"{TrainingFiles.CheckpointFolder}/step-{NumSteps:D8}/{TrainingFiles.State}");
    }

    [Fact]
    public void A_finished_run_has_nothing_left_to_do()
    {
        Train("run", stopAfter: null);
        var before = File.ReadAllBytes(_folder.File($"run/{TrainingFiles.Weights}"));

        var result = Train("run", stopAfter: null, resumes: true);

        Assert.Equal((NumSteps, false), (result.StepsDone, result.WasCancelled));
        Assert.Equal(before, File.ReadAllBytes(_folder.File($"run/{TrainingFiles.Weights}")));
    }

    [Fact]
    public void The_log_goes_on_where_the_checkpoint_was_written()
    {
        Train("run", stopAfter: 4);
        var log = _folder.File($"run/{TrainingFiles.Log}");
        var lines = File.ReadAllLines(log);
        File.WriteAllText(
            log,
            string.Join('\n', lines) + "\n"
            + lines[^1].Replace("\"step\":4", "\"step\":5", StringComparison.Ordinal) + "\n{\"step\":6,\"numS");

        Train("run", stopAfter: null, resumes: true);

        Assert.Equal(
            Enumerable.Range(1, NumSteps),
            File.ReadLines(log).Select(line =>
                System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("step").GetInt32()));
    }

    [Fact]
    public void A_checkpoint_of_another_recipe_is_refused()
    {
        Train("run", stopAfter: 2);
        var checkpoint = new CheckpointStore(_folder.File("run")).FindNewest()!;
        using var model = CreateModel();
        using var trainer = new Trainer(model, Options with { EncoderRate = 2e-3 }, _folder.File("run"));

        var error = Assert.Throws<CheckpointException>(() => trainer.Restore(checkpoint));

        Assert.Contains("another recipe", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static TrainingOptions Options { get; } = new()
    {
        Tasks = [.. Tasks.Select(task => new TaskTrainingOptions(task, 4, 1))],
        NumSteps = NumSteps,
        WarmupSteps = 2,
        EncoderRate = 1e-3,
        NumIdentities = FakeBatches.NumIdentities,
        IdentityEmbedDim = TinyFaceptor.IdentityDim,
        LogInterval = 1,
        CheckpointInterval = 3,
    };

    // Stochastic depth: the run also depends on torch's random numbers.
    private static IFaceModel CreateModel() =>
        FaceptorModelFactory.Create(TinyFaceptor.Options(Tasks) with { DropPathRate = 0.4 }, seed: 3);

    private static Dictionary<FaceTask, IEnumerable<TaskBatch>> Sources(int firstStep) => Tasks.ToDictionary(
        task => task,
        task => Enumerable.Range(firstStep, 1000).Select(step => FakeBatches.Of(task, 4, seed: 100 + step)));

    private TrainingResult Train(string name, int? stopAfter, bool resumes = false)
    {
        using var model = CreateModel();
        using var trainer = new Trainer(model, Options, _folder.File(name));
        if (resumes)
        {
            trainer.Restore(new CheckpointStore(_folder.File(name)).FindNewest()!);
        }
        else
        {
            // A run must not depend on what happened in the process before.
            using var anything = rand(7);
        }

        using var cancellation = new CancellationTokenSource();
        return trainer.Run(
            Sources(trainer.StepsDone),
            new Reports(report =>
            {
                if (report.Step == stopAfter)
                {
                    cancellation.Cancel();
                }
            }),
            cancellationToken: cancellation.Token);
    }

    private sealed class Reports(Action<TrainingProgress> onReport) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => onReport(value);
    }

    private void AssertEqualFiles(string first, string second, string name)
    {
        using var one = SafeTensors.Open(_folder.File($"{first}/{name}"));
        using var other = SafeTensors.Open(_folder.File($"{second}/{name}"));
        Assert.Equal(one.Names, other.Names);
        Assert.All(one.Names, tensor =>
        {
            using var left = one.Read(tensor);
            using var right = other.Read(tensor);
            Assert.True(left.bytes.SequenceEqual(right.bytes), $"{tensor} differs");
        });
    }
}
