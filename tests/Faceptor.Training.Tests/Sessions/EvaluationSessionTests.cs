using Faceptor.Core.Tensors;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation;
using Faceptor.Evaluation.Sessions;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests.Sessions;

[Collection(TorchGeneratorCollection.Name)]
public sealed class EvaluationSessionTests : IDisposable
{
    // Batches of other sizes may add up in another order.
    private const double Tolerance = 1e-5;

    private readonly FixtureDatasets _data = new();
    private readonly FakeFaceModel _model = new([.. FaceTasks.All]);

    public void Dispose()
    {
        _data.Dispose();
        _model.Dispose();
    }

    /// <summary>The numbers of samples are those of the fixtures' lists.</summary>
    [Fact]
    public void Every_dataset_split_and_subset_is_scored_in_one_pass_a_dataset()
    {
        using var session = new EvaluationSession(_data.Root, FaceTasks.All);

        var records = session.Evaluate(_model, cancellationToken: TestContext.Current.CancellationToken);

        var samples = records.GroupBy(record => $"{record.Dataset} {record.Split}")
            .ToDictionary(group => group.Key, group => group.Max(record => record.Samples));
        Assert.Equal(
            new Dictionary<string, long>
            {
                ["landmarks/300w valid"] = 9,
                ["landmarks/300w valid_common"] = 5,
                ["landmarks/300w valid_challenge"] = 4,
                ["landmarks/wflw test"] = 9,
                ["landmarks/wflw test_largepose"] = 1,
                ["landmarks/wflw test_expression"] = 8,
                ["landmarks/wflw test_illumination"] = 2,
                ["landmarks/wflw test_makeup"] = 2,
                ["landmarks/wflw test_occlusion"] = 1,
                ["landmarks/wflw test_blur"] = 1,
                ["landmarks/cofw test"] = 6,
                ["landmarks/aflw19 test_full"] = 6,
                ["landmarks/aflw19 test_frontal"] = 2,
                ["parsing/celebamask-hq test"] = 4,
                ["parsing/lapa test"] = 4,
                ["age/morph2 test"] = 4,
                ["age/utkface test"] = 3,
                ["expression/affectnet test"] = 7,
                ["expression/raf-db test"] = 8,
                ["expression/ferplus test"] = 4,
                ["attributes/celeba test"] = 6,
                ["attributes/lfw-73 test"] = 6,
                ["identity/ms1mv3 lfw"] = 600,
                ["identity/ms1mv3 ijbc"] = 15,
            }.OrderBy(entry => entry.Key),
            samples.OrderBy(entry => entry.Key));
        Assert.Equal(9 + 9 + 6 + 6 + 4 + 4 + 4 + 3 + 7 + 8 + 4 + 6 + 6 + 1200 + 12, session.NumImages);
        Assert.Equal(
            ["cfp_fp", "agedb_30", "calfw", "cplfw"], session.NotScored.Select(unscored => unscored.Name));
    }

    [Theory]
    [InlineData("landmarks/300w", "valid_common")]
    [InlineData("landmarks/300w", "valid_challenge")]
    [InlineData("landmarks/wflw", "test_expression")]
    [InlineData("landmarks/wflw", "test_illumination")]
    [InlineData("landmarks/wflw", "test_blur")]
    [InlineData("landmarks/aflw19", "test_frontal")]
    public void A_subset_has_the_scores_of_a_pass_of_its_own(string id, string subset)
    {
        var task = FaceTasks.Get(id);
        using var whole = new EvaluationSession(_data.Root, [task]);
        using var alone = new EvaluationSession(
            [new EvaluationSet(Open(task, subset), Open(task, DatasetRegistry.Known.Get(task).TrainingSplit))],
            options: null);

        var expected = alone.Evaluate(_model, cancellationToken: TestContext.Current.CancellationToken);
        var records = whole.Evaluate(_model, cancellationToken: TestContext.Current.CancellationToken)
            .Where(record => record.Split == subset)
            .ToArray();

        Assert.Equal(expected.Select(Key), records.Select(Key));
        Assert.All(
            expected.Zip(records),
            pair =>
            {
                NearAssert.Relative(pair.First.Value, pair.Second.Value, Tolerance);
                NearAssert.Relative(pair.First.Baseline!.Value, pair.Second.Baseline!.Value, Tolerance);
            });

        static (string, string, long) Key(MetricRecord record) => (record.Split, record.Metric, record.Samples);
    }

    [Fact]
    public void Subsets_can_be_left_out()
    {
        using var session = new EvaluationSession(
            _data.Root, [FaceTasks.LandmarksWflw], options: new EvaluationOptions { Subsets = false });

        var records = session.Evaluate(_model, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("test", Assert.Single(records.Select(record => record.Split).Distinct()));
    }

    [Fact]
    public void Datasets_and_subsets_that_are_not_there_are_named_with_the_place_they_are_expected_in()
    {
        using var data = new FixtureDatasets("MORPH2");
        Directory.CreateDirectory(data.File("300W"));
        var lists = Path.Combine(RepositoryPaths.Root, "tests/Fixtures/datasets/layoutA/300W");
        File.CreateSymbolicLink(data.File("300W/data"), Path.Combine(lists, "data"));
        foreach (var split in new[] { "train", "valid", "valid_common" })
        {
            var name = $"face_landmarks_300w_{split}.csv";
            File.Copy(Path.Combine(lists, name), data.File($"300W/{name}"));
        }

        using var session = new EvaluationSession(
            data.Root, [FaceTasks.Landmarks300W, FaceTasks.LandmarksWflw, FaceTasks.AgeMorph2]);

        Assert.Equal([FaceTasks.Landmarks300W, FaceTasks.AgeMorph2], session.Tasks);
        Assert.Equal(2, session.NotScored.Length);
        Assert.StartsWith(
            $"not scored: 300W valid_challenge ({data.File("300W/face_landmarks_300w_valid_challenge.csv")}: ",
            session.NotScored[0].ToString(),
            StringComparison.Ordinal);
        Assert.Equal($"not scored: WFLW (expected in {data.File("WFLW")})", session.NotScored[1].ToString());
    }

    [Fact]
    public void Datasets_are_chosen_by_any_of_their_names()
    {
        using var session = new EvaluationSession(
            _data.Root,
            FaceTasks.All,
            options: new EvaluationOptions { Datasets = ["morph ii", "expression/raf-db", "lfw", "IJBC"] });

        var records = session.Evaluate(_model, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(
            ["age/morph2 test", "expression/raf-db test", "identity/ms1mv3 lfw", "identity/ms1mv3 ijbc"],
            records.Select(record => $"{record.Dataset} {record.Split}").Distinct());
        Assert.Empty(session.NotScored);
    }

    [Fact]
    public void An_unknown_dataset_is_refused_with_the_nearest_name()
    {
        var error = Assert.Throws<OptionsException>(() => new EvaluationSession(
            _data.Root, FaceTasks.All, options: new EvaluationOptions { Datasets = ["WFWL"] }));

        Assert.Contains("unknown dataset 'WFWL'; did you mean 'WFLW'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quick_scores_take_some_samples_and_their_part_of_the_subsets()
    {
        using var session = new EvaluationSession(
            _data.Root,
            [FaceTasks.Landmarks300W, FaceTasks.IdentityMs1mV3],
            options: new EvaluationOptions { MaxSamplesPerDataset = 3 });

        var records = session.Evaluate(_model, cancellationToken: TestContext.Current.CancellationToken);

        var samples = records.Select(record => (record.Split, record.Samples)).Distinct().ToDictionary();
        Assert.Equal(3, samples["valid"]);
        Assert.Equal(3, samples.GetValueOrDefault("valid_common") + samples.GetValueOrDefault("valid_challenge"));
        Assert.Equal(20, samples["lfw"]);
        Assert.All(records, record => Assert.Equal(
            record.Split switch { "valid" => 9, "valid_common" => 5, "valid_challenge" => 4, _ => 600 },
            record.SplitSize));
        Assert.Contains(session.NotScored, unscored => unscored.Name == "IJB-C");
    }

    [Fact]
    public void Scoring_again_gives_the_same_and_reads_no_labels_for_the_baseline_again()
    {
        using var session = new EvaluationSession(_data.Root, [FaceTasks.ParsingCelebAMaskHq]);
        var totals = new List<long>();
        var progress = new Listener(report => totals.Add(report.Total));

        var first = session.Evaluate(_model, progress, TestContext.Current.CancellationToken);
        var second = session.Evaluate(_model, progress, TestContext.Current.CancellationToken);

        Assert.Equal(first, second);
        Assert.Equal([13, 4], totals.Distinct());
    }

    [Fact]
    public void Progress_reaches_its_total_and_cancelling_stops_the_work()
    {
        using var session = new EvaluationSession(
            _data.Root,
            [FaceTasks.AgeMorph2, FaceTasks.ParsingLaPa, FaceTasks.IdentityMs1mV3],
            options: new EvaluationOptions { Datasets = ["MORPH II", "LaPa", "IJB-C"] });
        var last = default(WorkProgress);
        using var cancellation = new CancellationTokenSource();

        session.Evaluate(
            _model, new Listener(report => last = report), TestContext.Current.CancellationToken);

        Assert.Equal((last.Total, "IJB-C"), (last.Done, last.Name));
        Assert.Throws<OperationCanceledException>(() => session.Evaluate(
            _model, new Listener(_ => cancellation.Cancel()), cancellation.Token));
    }

    [Fact]
    public void Own_tasks_are_scored_by_their_family()
    {
        var task = new FaceTask("attributes/mine", TaskFamily.Attributes, "Mine", ["smiling", "hat"]);
        using var model = new FakeFaceModel(task, FaceTasks.AgeMorph2);
        var own = new CustomAttributes(task);

        using var session = new EvaluationSession(
            _data.Root, [FaceTasks.AgeMorph2, task], own: [new EvaluationSet(own, own)]);
        var records = session.Evaluate(model, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(
            ["accuracy/mean", "accuracy/smiling", "accuracy/hat"],
            records.Where(record => record.Dataset == task.Id).Select(record => record.Metric));
        Assert.Equal(0.75, records[0].Baseline);
        Assert.Contains(records, record => record.Dataset == FaceTasks.AgeMorph2.Id);
    }

    [Theory]
    [InlineData(null, ComputePrecision.Float32)]
    [InlineData(ComputePrecision.BFloat16, ComputePrecision.BFloat16)]
    public void The_precision_that_is_asked_for_is_in_force_while_scoring(ComputePrecision? asked, ComputePrecision used)
    {
        var seen = new List<ComputePrecision>();
        using var model = new ScriptedFaceModel(FaceTasks.AgeMorph2, images =>
        {
            seen.Add(AutocastScope.Current);
            return zeros(images.size(0), 101);
        });
        using var session = new EvaluationSession(
            _data.Root, [FaceTasks.AgeMorph2], options: new EvaluationOptions { Precision = asked });

        session.Evaluate(model, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(used, Assert.Single(seen));
        Assert.Equal(ComputePrecision.Float32, AutocastScope.Current);
    }

    [Fact]
    public void Numbers_out_of_range_are_all_named()
    {
        var error = Assert.Throws<OptionsException>(
            () => new EvaluationOptions { MaxSamplesPerDataset = 0, DenseBatchSize = -1 }.Validate());

        Assert.Contains("got MaxSamplesPerDataset 0, DenseBatchSize -1", error.Message, StringComparison.Ordinal);
    }

    private IFaceDataset Open(FaceTask task, string split) => DatasetRegistry.Known.Open(task, _data.Root, split);

    private sealed class Listener(Action<WorkProgress> report) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => report(value);
    }
}
