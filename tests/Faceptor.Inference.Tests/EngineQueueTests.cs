using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Faceptor.Inference.Tests;

/// <summary>Callers who have to wait are run together, and hear nothing of each other.</summary>
public sealed class EngineQueueTests
{
    private static readonly FaceTask Task0 = FaceTasks.AttributesCelebA;

    [Fact]
    public async Task Those_who_wait_are_run_together()
    {
        using var engine = new GatedEngine();
        var queue = new EngineQueue(engine);
        var token = TestContext.Current.CancellationToken;
        var first = Task.Run(() => queue.Run([Input(1)], token), token);
        engine.WaitForRuns(1);
        var others = Enumerable.Range(2, 3).Select(
            number => Task.Run(() => queue.Run([Input(number), Input(10 * number)], token), token)).ToArray();
        await Task.Delay(100, token); // they wait behind the first
        engine.Open();

        Assert.Equal(1, (await first)[0].Values[0]);
        foreach (var (index, outputs) in (await Task.WhenAll(others)).Index())
        {
            Assert.Equal([index + 2, 10 * (index + 2)], outputs.Select(output => output.Values[0]));
        }

        Assert.Equal(7, engine.Sizes.Sum());
        Assert.True(engine.Sizes.Count < 4, $"{engine.Sizes.Count} runs");
    }

    [Fact]
    public async Task As_many_go_side_by_side_as_the_engine_wants()
    {
        using var engine = new GatedEngine { NumParallelRuns = 2 };
        var queue = new EngineQueue(engine);
        var token = TestContext.Current.CancellationToken;

        var tasks = Enumerable.Range(1, 2).Select(number => Task.Run(() => queue.Run([Input(number)], token), token)).ToArray();

        engine.WaitForRuns(2);
        engine.Open();
        await Task.WhenAll(tasks);
        Assert.Equal([1, 1], engine.Sizes);
    }

    [Fact]
    public async Task A_failure_reaches_him_whose_inputs_failed_and_nobody_else()
    {
        using var engine = new GatedEngine();
        var queue = new EngineQueue(engine);
        var token = TestContext.Current.CancellationToken;
        var first = Task.Run(() => queue.Run([Input(1)], token), token);
        engine.WaitForRuns(1);
        var bad = Task.Run(() => queue.Run([Input(GatedEngine.Poison)], token), token);
        var good = Task.Run(() => queue.Run([Input(3)], token), token);
        await Task.Delay(100, token);
        engine.Open();

        await first;
        await Assert.ThrowsAsync<CheckpointException>(() => bad);
        Assert.Equal(3, (await good)[0].Values[0]);
        Assert.Equal(4, queue.Run([Input(4)], token)[0].Values[0]);
    }

    [Fact]
    public async Task Who_waits_can_be_cancelled_and_the_others_go_on()
    {
        using var engine = new GatedEngine();
        var queue = new EngineQueue(engine);
        var token = TestContext.Current.CancellationToken;
        using var cancelled = new CancellationTokenSource();
        var first = Task.Run(() => queue.Run([Input(1)], token), token);
        engine.WaitForRuns(1);
        var waiting = Task.Run(() => queue.Run([Input(2)], cancelled.Token), token);
        await Task.Delay(50, token);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        engine.Open();
        Assert.Equal(1, (await first)[0].Values[0]);
        Assert.Equal(5, queue.Run([Input(5)], token)[0].Values[0]);
    }

    private static ModelInput Input(float number) => new(Task0, 1, [number, 0, 0]);

    /// <summary>Waits with every run until it is opened; answers each input with its first number.</summary>
    private sealed class GatedEngine : IFaceEngine
    {
        public const float Poison = -1;

        private readonly ManualResetEventSlim _gate = new();
        private readonly SemaphoreSlim _begun = new(0);

        public ConcurrentQueue<int> Sizes { get; } = [];

        public int NumParallelRuns { get; init; } = 1;

        public ImmutableArray<FaceTask> Tasks => [Task0];

        public LearnedFrom LearnedFrom => LearnedFrom.Unknown;

        public ModelInputSpec InputOf(FaceTask task) => new(task, 1, ChannelNormalization.Half);

        public void WaitForRuns(int count)
        {
            for (; count > 0; count--)
            {
                _begun.Wait(TestContext.Current.CancellationToken);
            }
        }

        public void Open() => _gate.Set();

        public ImmutableArray<RawOutput> Run(
            IReadOnlyList<ModelInput> inputs, CancellationToken cancellationToken = default)
        {
            Sizes.Enqueue(inputs.Count);
            _begun.Release();
            _gate.Wait(CancellationToken.None);
            if (inputs.Any(input => input.Views[0][0] == Poison))
            {
                throw new CheckpointException("weights", "poison");
            }

            return
            [
                .. inputs.Select(input =>
                {
                    var values = new float[Task0.NumLabels];
                    values[0] = input.Views[0][0];
                    return new RawOutput(Task0, values);
                }),
            ];
        }

        public void Dispose()
        {
            _gate.Dispose();
            _begun.Dispose();
        }
    }
}
