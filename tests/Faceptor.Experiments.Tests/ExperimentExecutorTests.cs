using System.Text;
using System.Text.Json.Nodes;
using Faceptor.Evaluation;
using Faceptor.Synthetic;

namespace Faceptor.Experiments.Tests;

[Collection(TorchCollection.Name)]
public sealed class ExperimentExecutorTests(TinyExperiments tiny) : IClassFixture<TinyExperiments>
{
    private const double Rounding = 1e-12;

    public static TheoryData<string> Names => [.. KnownExperiments.All.Select(experiment => experiment.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_experiment_leaves_a_table_with_the_papers_rows(string name)
    {
        var experiment = KnownExperiments.Get(name);

        var lines = File.ReadAllLines(Path.Combine(tiny.Root, name, "results.md"));

        var heading = lines.Single(line => line.StartsWith("| score |", StringComparison.Ordinal));
        Assert.All(experiment.Variants, variant =>
        {
            Assert.Contains($"| {variant.Name} |", heading, StringComparison.Ordinal);
            Assert.Contains($"| paper: {variant.PaperRow} |", heading, StringComparison.Ordinal);
            Assert.Contains(lines, line => line.StartsWith($"| {variant.Name} | ", StringComparison.Ordinal));
        });
        var rows = lines.SkipWhile(line => line != heading).Skip(2).TakeWhile(line => line.Length > 0).ToArray();
        Assert.Equal(experiment.Scores.Length, rows.Length);
        Assert.All(rows, row => Assert.Equal(heading.Split('|').Length, row.Split('|').Length));
        Assert.Equal(
            experiment.Comparisons.Length * experiment.Scores.Length,
            lines.Count(line => line.Contains(" beats ", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.StartsWith('#'));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_experiment_leaves_all_numbers(string name)
    {
        var experiment = KnownExperiments.Get(name);

        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(tiny.Root, name, "results.json")))!;

        var numSeeds = experiment == KnownExperiments.AuxiliaryAge ? 2 : 1;
        Assert.Equal(
            numSeeds * experiment.Variants.Length * experiment.Scores.Length, json["scores"]!.AsArray().Count);
        var runs = json["runs"]!.AsArray();
        Assert.Equal(numSeeds * experiment.Runs.Length, runs.Count);
        Assert.All(runs, run =>
        {
            var summary = run!["summary"]!;
            Assert.True((double)summary["trainingSeconds"]! > 0);
            Assert.InRange((long)summary["numTrained"]!, 1, (long)summary["numParameters"]!);
        });
    }

    [Fact]
    public void Scores_are_those_of_the_runs()
    {
        var values = new[] { 1, 2 }.Select(seed => ScoreOf(seed, "auxiliary-age", FaceTasks.AgeMorph2)).ToArray();
        var mean = (values[0].Value + values[1].Value) / 2;

        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(tiny.Root, "auxiliary-age", "results.json")))!;
        var summary = json["summary"]!.AsArray().Single(entry => (string)entry!["variant"]! == "auxiliary")!;

        Assert.Equal(mean, (double)summary["mean"]!, Rounding);
        Assert.Equal(
            Math.Abs(values[0].Value - values[1].Value) / Math.Sqrt(2), (double)summary["deviation"]!, Rounding);
        Assert.Equal(1.787, (double)summary["paper"]!, Rounding);
    }

    [Fact]
    public void Experiments_share_runs_of_one_seed()
    {
        Assert.Contains(
            "[2/6] auxiliary-age, seed 1, multi-task: 2 steps of landmarks/300w, ",
            tiny.Output,
            StringComparison.Ordinal);
        Assert.Contains("naive, seed 1, multi-task: finished before", tiny.Output, StringComparison.Ordinal);
        Assert.Contains("transfer, seed 1, multi-task: finished before", tiny.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_a_transfer_says_is_trained()
    {
        var dim = TinyExperiments.Plan.Model.DecoderDim;

        var (prompt, decoder, full) = (
            SummaryOf("transfer-prompt-lapa"), SummaryOf("transfer-decoder-lapa"), SummaryOf("transfer-full-lapa"));

        // A query is a content and a place, each a vector.
        Assert.Equal(2 * FaceTasks.ParsingLaPa.NumLabels * dim, prompt.NumTrained);
        Assert.InRange(decoder.NumTrained, prompt.NumTrained + 1, full.NumTrained - 1);
        Assert.Equal(prompt.NumParameters, full.NumParameters);
    }

    [Fact]
    public void After_the_choice_a_task_scores_as_with_or_without_layer_attention()
    {
        var kept = SummaryOf("layer-attention").KeptLayerAttention;
        var all = MetricsFile.Read(Path.Combine(RunFolder(1, "layer-attention"), "metrics.before-choice.json"));

        Assert.All(KnownExperiments.LayerAttention.Scores, task =>
        {
            var expected = kept.Contains(task.Id) ? PrimaryMetric.Find(all, task)! : ScoreOf(1, "multi-task", task);
            Assert.Equal(expected.Value, ScoreOf(1, "layer-attention", task).Value, Rounding);
        });
    }

    [Fact]
    public void A_finished_experiment_is_not_repeated()
    {
        var weights = Path.Combine(RunFolder(2, "auxiliary-age"), "weights.safetensors");
        var results = Path.Combine(tiny.Root, "auxiliary-age", "results.md");
        var (written, table) = (File.GetLastWriteTimeUtc(weights), File.ReadAllText(results));

        var output = tiny.Run(KnownExperiments.AuxiliaryAge, [1, 2]);

        Assert.Equal(6, output.Split("finished before").Length - 1);
        Assert.Equal(written, File.GetLastWriteTimeUtc(weights));
        Assert.Equal(table, File.ReadAllText(results));
    }

    [Fact]
    public void Results_of_more_seeds_are_not_replaced_by_those_of_fewer()
    {
        var results = Path.Combine(tiny.Root, KnownExperiments.AuxiliaryAge.Name, "results.json");
        var before = File.ReadAllBytes(results);

        var error = Assert.Throws<OptionsException>(() => tiny.Run(KnownExperiments.AuxiliaryAge, [1]));

        Assert.Contains("has the results of seeds 2 too; name them as well", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(results));
    }

    [Fact]
    public void A_stopped_experiment_goes_on_to_the_same_weights()
    {
        var root = tiny.File("stopped");
        using var stop = new CancellationTokenSource();
        using var output = new StoppingWriter("step 1 of 2", stop);

        var error = Assert.Throws<CancelledException>(() => ExperimentExecutor.Execute(
            CliContext.Plain(output, output, stop.Token),
            KnownExperiments.AuxiliaryAge,
            TinyExperiments.Plan,
            root,
            [1],
            tiny.Data));
        var second = TinyExperiments.Run(root, KnownExperiments.AuxiliaryAge, [1], tiny.Data);

        Assert.Contains(
            "cancelled after step 1 of 2; the same command goes on", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "single-task-age: 2 steps of age/morph2, going on after step 1", second, StringComparison.Ordinal);
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(RunFolder(1, "single-task-age"), "weights.safetensors")),
            File.ReadAllBytes(Path.Combine(root, "runs", "seed-1", "single-task-age", "weights.safetensors")));
        Assert.False(Directory.Exists(Path.Combine(root, "data")));
    }

    [Fact]
    public void Runs_with_other_numbers_are_not_mixed()
    {
        var plan = TinyExperiments.Plan with { NumSteps = 3 };

        var error = Assert.Throws<OptionsException>(() => tiny.Run(KnownExperiments.AuxiliaryAge, [1, 2], plan));

        Assert.Contains("has other numbers than this run would have", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_on_other_data_are_not_mixed()
    {
        var other = tiny.File("other");
        SyntheticDatasets.Write(other, new SyntheticDatasetOptions { Count = 20 });

        var mixed = Assert.Throws<OptionsException>(
            () => TinyExperiments.Run(tiny.Root, KnownExperiments.Naive, [1], other));
        var missing = Assert.Throws<DatasetException>(
            () => TinyExperiments.Run(tiny.File("missing"), KnownExperiments.Transfer, [1], other));

        Assert.Contains(
            $"was trained on {tiny.Data}, and {other} is asked for", mixed.Message, StringComparison.Ordinal);
        Assert.Contains(
            "expected a dataset of landmarks/aflw19, parsing/lapa, attributes/lfw-73, found none", missing.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_runs_an_experiment()
    {
        var root = tiny.File("command");

        var result = ToolRunner.Run(
            "run", "auxiliary-age", "--out", root, "--data", tiny.Data, "--seeds", "5", "--steps-share", "0.002")
            .RequireGood();

        Assert.Contains(
            "[3/3] auxiliary-age, seed 5, auxiliary-age: 1 steps of age/morph2, landmarks/300w, ",
            result.Output,
            StringComparison.Ordinal);
        var results = Path.Combine(root, "auxiliary-age", "results.md");
        Assert.Contains($"tables are in {results}", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_lists_experiments()
    {
        var output = ToolRunner.Run("run").RequireGood().Output;

        Assert.All(
            KnownExperiments.All,
            experiment => Assert.Contains($"| {experiment.Name} ", output, StringComparison.Ordinal));
    }

    private string RunFolder(long seed, string run) => Path.Combine(tiny.Root, "runs", $"seed-{seed}", run);

    private RunSummary SummaryOf(string run) => RunSummary.Find(RunFolder(1, run))!;

    private MetricRecord ScoreOf(long seed, string run, FaceTask task) =>
        PrimaryMetric.Find(MetricsFile.Read(Path.Combine(RunFolder(seed, run), "metrics.json")), task)!;

    /// <summary>Presses Ctrl-C when a line begins with some words.</summary>
    private sealed class StoppingWriter(string words, CancellationTokenSource stop) : StringWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value is not null && value.StartsWith(words, StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }
    }
}
