using System.Globalization;
using System.Text;

namespace Faceptor.Experiments.Storage;

/// <summary>A <see cref="StorageComparison"/> as two tables in Markdown, beside the figures of the paper.</summary>
internal static class StorageMarkdown
{
    /// <summary>Writes the tables.</summary>
    public static string Of(StorageComparison comparison)
    {
        var text = new StringBuilder();
        void Line(string line) => text.Append(line).Append('\n');

        Line("## Part by part");
        Line(string.Empty);
        Line("| Part, seven datasets | Paper, millions | Here, parameters |");
        Line("|---|---:|---:|");
        foreach (var (name, paper, count) in Parts(comparison))
        {
            Line($"| {name} | {paper} | {count} |");
        }

        Line(string.Empty);
        Line("## Dataset by dataset");
        Line(string.Empty);
        Line("Totals in millions of parameters.");
        Line(string.Empty);
        Line("| N | Dataset | Faceptor adds | Naive adds | Faceptor: 1B + 1O + NQ | Naive | Naive, 1B + NO "
            + "| Separate, NB + NO |");
        Line("|---:|---|---:|---:|---:|---:|---:|---:|");
        var before = new StorageRow(FaceTasks.Base[0], 0, 0, 0, 0);
        foreach (var (index, row) in comparison.Rows.Index())
        {
            Line($"| {index + 1} | {row.Task.DatasetName} ({row.Task.Family.ToString().ToLowerInvariant()}) "
                + $"| {Exact(row.Faceptor - before.Faceptor)} | {Exact(row.Naive - before.Naive)} "
                + $"| {Millions(row.Faceptor)} | {Millions(row.Naive)} | {Millions(row.NaiveUnshared)} "
                + $"| {Millions(row.Separate)} |");
            before = row;
        }

        return text.ToString();
    }

    private static IEnumerable<(string Name, string Paper, string Here)> Parts(StorageComparison comparison)
    {
        var (faceptor, naive) = (comparison.Faceptor, comparison.Naive);
        var (faceptorTotal, naiveTotal) = (faceptor.Values.Sum(), naive.Values.Sum());
        var numQueries = FaceTasks.Base.Sum(task => task.NumLabels);
        var queries = comparison.Rows[1].Faceptor - comparison.Rows[0].Faceptor;
        var perQuery = queries / comparison.Rows[1].Task.NumLabels;
        return
        [
            ("B: encoder of both", "86.8", Exact(faceptor["encoder"])),
            ("Faceptor, transformer decoder", "14.7", Exact(faceptor["decoder"])),
            ($"– of it Q: {numQueries} queries of {perQuery} numbers", "–", Exact(numQueries * perQuery)),
            ("Faceptor, pixel decoder", "0.5", Exact(faceptor["pixel_decoder"])),
            (
                "Faceptor, the rest",
                "1.2",
                Exact(faceptor["map_head"] + faceptor["value_head"] + faceptor["identity_head"])),
            ("**Faceptor-Base**", "**103.2**", $"**{Exact(faceptorTotal)}**"),
            ("Naive, O of landmarks", "39.3", Exact(naive["landmarks_head"])),
            ("Naive, O of parsing", "39.3", Exact(naive["parsing_head"])),
            ("Naive, O of age", "3.4", Exact(naive["age_head"])),
            ("Naive, O of expression", "3.4", Exact(naive["expression_head"])),
            ("Naive, O of attributes", "3.4", Exact(naive["attributes_head"])),
            ("Naive, O of identity", "1.0", Exact(naive["identity_head"])),
            ("**Naive Faceptor**", "**178.9**", $"**{Exact(naiveTotal)}**"),
            (
                "Naive more than Faceptor",
                "73 %",
                string.Create(
                    CultureInfo.InvariantCulture, $"{100.0 * (naiveTotal - faceptorTotal) / faceptorTotal:F1} %")),
        ];
    }

    private static string Exact(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Millions(long count) => (count / 1e6).ToString("F3", CultureInfo.InvariantCulture);
}
