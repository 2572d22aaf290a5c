using Faceptor.Imaging;
using Faceptor.Training.Progress;
using Faceptor.Training.Sessions;

namespace Faceptor.Training.Tests.Progress;

public sealed class TensorBoardObserverTests : IDisposable
{
    private static readonly string Data =
        Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA");

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Reader_knows_the_checksum_of_the_standard_text()
    {
        Assert.Equal(0xE3069283, EventRecord.Castagnoli("123456789"u8));
    }

    [Fact]
    public void OnProgress_writes_every_number_of_the_report_under_its_tag()
    {
        var report = Reports.Progress(10) with { PeakMemoryBytes = 3_500_000_000, SkippedSteps = 2, LossScale = 1024 };
        using (var observer = new TensorBoardObserver(_folder.Path, otherRateFactor: 10))
        {
            observer.OnProgress(report);
        }

        var events = ReadEvents();
        Assert.Equal(("brain.Event:2", 0L), (events[0].FileVersion, events[0].Step));
        Assert.Equal(10, events[1].Step);
        Assert.Equal(
            new Dictionary<string, float>
            {
                ["loss/total"] = 0.25f,
                ["loss/age/morph2"] = 0.3f,
                ["loss/landmarks/300w"] = 0.25f,
                ["rate/encoder"] = 5e-5f,
                ["rate/other"] = 5e-4f,
                ["run/gradient_norm"] = 1.5f,
                ["run/images_per_second"] = 88.5f,
                ["run/skipped_steps"] = 2,
                ["run/peak_memory_gb"] = 3.5f,
                ["run/loss_scale"] = 1024,
            },
            events[1].Scalars);
        Assert.InRange(events[1].WallTime, 1.7e9, 1e10);
    }

    [Fact]
    public void An_event_can_be_read_before_the_run_ends()
    {
        using var observer = new TensorBoardObserver(_folder.Path, otherRateFactor: 10);

        observer.OnProgress(Reports.Progress(10));

        Assert.Equal(2, ReadEvents().Count);
    }

    [Fact]
    public void OnEvaluation_writes_scores_and_a_sheet_of_predictions_a_dataset()
    {
        using var images = new PreviewSamples(Data, [FaceTasks.AgeMorph2], numPerSet: 2);
        using var model = new FakeFaceModel(FaceTasks.AgeMorph2);
        using (var observer = new TensorBoardObserver(_folder.Path, otherRateFactor: 10, images: images))
        {
            observer.OnEvaluation(new TrainingEvaluation(20, 40, [Reports.Age(4.5)], model));
        }

        var written = ReadEvents()[1];
        Assert.Equal(20, written.Step);
        Assert.Equal(4.5f, written.Scalars["scores/age/morph2/test/mae_years"]);
        var (width, height, encoded) = written.Images["predictions/MORPH II test"];
        var sheet = ImageCodec.Decode(encoded, "sheet");
        Assert.Equal((width, height), (sheet.Width, sheet.Height));
        Assert.Equal((2 * 206) + 6, sheet.Width);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], encoded[..4]);
    }

    [Fact]
    public void A_resumed_run_adds_a_file_that_takes_back_later_steps()
    {
        Observe(resumedStep: 0, steps: [10, 20, 30]);

        Observe(resumedStep: 20, steps: [30, 40]);

        var files = Directory.GetFiles(Folder).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(2, files.Length);
        var resumed = EventRecord.ReadFile(files[1]);
        const long Start = 1;
        Assert.Equal((21L, (long?)Start), (resumed[1].Step, resumed[1].SessionStatus));
        Assert.Equal([10, 20, 30, 40], StepsThatCount(ReadEvents()));
    }

    [Fact]
    public void Files_follow_each_other_by_name_even_when_the_clock_goes_back()
    {
        var clock = new SetClock(DateTimeOffset.FromUnixTimeSeconds(1_900_000_000));
        Observe(resumedStep: 0, steps: [10], clock);

        Observe(resumedStep: 10, steps: [20], new SetClock(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000)));

        Assert.Equal([0, 10, 0, 11, 20], ReadEvents().Select(entry => entry.Step));
    }

    [Fact]
    public void A_new_run_replaces_the_events_of_an_earlier_one_once_it_has_something_to_say()
    {
        Observe(resumedStep: 0, steps: [10]);

        using var observer = new TensorBoardObserver(_folder.Path, otherRateFactor: 10);
        Assert.Equal([0, 10], ReadEvents().Select(entry => entry.Step));
        observer.OnProgress(Reports.Progress(5));

        Assert.Equal([0, 5], ReadEvents().Select(entry => entry.Step));
    }

    public void Dispose() => _folder.Dispose();

    private string Folder => Path.Combine(_folder.Path, TensorBoardObserver.FolderName);

    private IReadOnlyList<EventRecord> ReadEvents() => EventRecord.ReadFolder(Folder);

    private void Observe(int resumedStep, int[] steps, TimeProvider? clock = null)
    {
        using var observer = new TensorBoardObserver(_folder.Path, otherRateFactor: 10, resumedStep, clock: clock);
        foreach (var step in steps)
        {
            observer.OnProgress(Reports.Progress(step));
        }
    }

    // What TensorBoard does with a session that starts: events from its step on no longer count.
    private static List<long> StepsThatCount(IEnumerable<EventRecord> events)
    {
        const long Start = 1;
        var kept = new List<long>();
        foreach (var entry in events)
        {
            if (entry.SessionStatus == Start)
            {
                kept.RemoveAll(step => step >= entry.Step);
            }
            else if (entry.FileVersion is null)
            {
                kept.Add(entry.Step);
            }
        }

        return kept;
    }

    private sealed class SetClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
