using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Faceptor.Evaluation.Reporting;

namespace Faceptor.Experiments;

/// <summary>All numbers of an experiment, for programs.</summary>
internal static class ExperimentJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>
    /// One object: what was asked, what every run took, every score of every seed and variant, mean and standard
    /// deviation, and the sentences.
    /// </summary>
    public static string Write(ExperimentResults results)
    {
        var experiment = results.Experiment;
        var pairs = experiment.Variants.SelectMany(
            variant => experiment.Scores, (variant, task) => (Variant: variant, Task: task)).ToArray();
        return JsonSerializer.Serialize(
            new
            {
                experiment = experiment.Name,
                question = experiment.Question,
                paperTable = experiment.PaperTable,
                numPicturesOfGroup = results.Plan.NumImages,
                dataSeed = results.Plan.DataSeed,
                machine = MachineInfo.Describe().ToDictionary(fact => fact.Name, fact => fact.Value),
                runs = results.Seeds.SelectMany(seed => experiment.Runs, (seed, run) => new
                {
                    seed.Seed,
                    run = run.Name,
                    recipe = run.Recipe.Name,
                    from = run.From?.Name,
                    seed.Runs[run.Name].Summary,
                }),
                scores = results.Seeds.SelectMany(seed => pairs, (seed, pair) => new
                {
                    seed.Seed,
                    variant = pair.Variant.Name,
                    score = ExperimentResults.ScoreOf(seed, pair.Variant, pair.Task),
                }),
                summary = pairs.Select(pair =>
                {
                    var records = results.ScoresOf(pair.Variant, pair.Task);
                    var spread = MeanStdDev.Of([.. records.Select(record => record.Value)]);
                    return new
                    {
                        variant = pair.Variant.Name,
                        records[0].Dataset,
                        records[0].Split,
                        records[0].Metric,
                        spread.Mean,
                        spread.Deviation,
                        paper = results.PaperOf(pair.Variant.PaperRow, records[0])?.Value,
                    };
                }),
                sentences = results.Sentences(),
            },
            Options) + "\n";
    }
}
