using System.Collections.Immutable;
using System.Globalization;
using Faceptor.Data.Checking;
using Spectre.Console;

namespace Faceptor.Cli.Display;

/// <summary>What a check of datasets found, for people.</summary>
internal static class CheckTables
{
    private const int MaxProblems = 10;
    private const int MaxClasses = 8;

    public static void Write(
        CliContext context,
        ImmutableArray<DatasetReport> reports,
        ImmutableArray<VerificationReport> pairs,
        bool isNamed)
    {
        var found = reports.Where(report => report.IsFound).ToArray();
        if (found.Length > 0)
        {
            WriteSplits(context, found);
        }

        if (!pairs.IsEmpty)
        {
            WritePairs(context, pairs);
        }

        foreach (var report in found)
        {
            WriteClasses(context, report);
        }

        WriteMissing(context, [.. reports.Where(report => !report.IsFound)], isNamed || found.Length == 0);
        if (found.Length > 0 || !pairs.IsEmpty)
        {
            WriteProblems(context, found, pairs);
        }
    }

    private static void WriteSplits(CliContext context, DatasetReport[] reports)
    {
        var table = NewTable(context, "dataset", "layout", "split");
        foreach (var title in new[] { "samples", "paper", "decoded" })
        {
            table.AddColumn(new TableColumn(title).RightAligned().NoWrap());
        }

        foreach (var report in reports)
        {
            foreach (var (place, split) in report.Splits.Index())
            {
                table.AddRow(
                    place == 0 ? Markup.Escape(report.Name) : string.Empty,
                    place == 0 ? report.Layout.ToString()!.ToLowerInvariant() : string.Empty,
                    Markup.Escape(string.Join(" = ", split.SameAs.Prepend(split.Name))),
                    Number(split.Count),
                    split.PaperCount is { } count ? Number(count) : string.Empty,
                    split.NumDecoded > 0 ? Number(split.NumDecoded) : string.Empty);
            }
        }

        context.Console.Write(table);
    }

    private static void WritePairs(CliContext context, ImmutableArray<VerificationReport> pairs)
    {
        var table = NewTable(context, "verification set");
        table.AddColumn(new TableColumn("pairs").RightAligned().NoWrap())
            .AddColumn(new TableColumn("of one identity").RightAligned().NoWrap());
        foreach (var set in pairs)
        {
            table.AddRow(Markup.Escape(set.Name), Number(set.NumPairs), Number(set.NumSame));
        }

        context.Console.Write(table);
    }

    // One line a dataset: the training split's classes, the most frequent first when there are many.
    private static void WriteClasses(CliContext context, DatasetReport report)
    {
        if (report.Splits.FirstOrDefault(split => !split.Classes.IsEmpty) is not { } split)
        {
            return;
        }

        var classes = split.Classes.Where(entry => entry.Count > 0).ToArray();
        var shown = classes.Length > MaxClasses
            ? classes.OrderByDescending(entry => entry.Count).Take(MaxClasses).ToArray()
            : classes;
        var rest = classes.Length > shown.Length ? $", {classes.Length - shown.Length} more" : string.Empty;
        var absent = split.Classes.Length - classes.Length;
        context.Out.WriteLine(
            $"{report.Name} {split.Name}: "
            + string.Join(", ", shown.Select(entry => $"{entry.Name} {Number(entry.Count)}"))
            + rest
            + (absent > 0 ? $"; {absent} of {split.Classes.Length} do not occur" : string.Empty));
    }

    private static void WriteMissing(CliContext context, DatasetReport[] missing, bool withPaths)
    {
        if (missing.Length == 0)
        {
            return;
        }

        if (!withPaths)
        {
            context.Out.WriteLine(
                $"not found: {string.Join(", ", missing.Select(report => report.Name))} (--dataset NAME says where).");
            return;
        }

        foreach (var report in missing)
        {
            var state = Directory.Exists(report.Folder)
                ? "the folder is there, and none of these is in it"
                : "the folder does not exist";
            context.Out.WriteLine(
                MessageText.Fit($"not found: {report.Name}: {state}: {string.Join(", ", report.LookedFor)}"));
        }
    }

    private static void WriteProblems(
        CliContext context, DatasetReport[] reports, ImmutableArray<VerificationReport> pairs)
    {
        foreach (var report in reports.Where(report => report.NumProblems > 0))
        {
            foreach (var problem in report.Problems.Take(MaxProblems))
            {
                context.Out.WriteLine(
                    $"{problem.Kind.ToString().ToLowerInvariant()}: {report.Name} {problem.Split}: {problem.Message}");
            }

            if (report.NumProblems > MaxProblems)
            {
                context.Out.WriteLine(
                    $"{report.Name}: {Number(report.NumProblems)} problems in all; --json lists more of them");
            }
        }

        foreach (var set in pairs.Where(set => set.Problem is not null))
        {
            context.Out.WriteLine($"unreadable: verification set {set.Name}: {set.Problem}");
        }

        var sum = reports.Sum(report => report.NumProblems) + pairs.Count(set => set.Problem is not null);
        context.Out.WriteLine(sum == 0 ? "no problems found" : $"{Number(sum)} problem{(sum == 1 ? string.Empty : "s")} found");
    }

    private static Table NewTable(CliContext context, params ReadOnlySpan<string> columns)
    {
        var table = new Table().Border(context.IsInteractive ? TableBorder.Rounded : TableBorder.Ascii2);
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column).NoWrap());
        }

        return table;
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
