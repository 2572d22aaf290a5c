using System.Collections.Immutable;
using System.CommandLine;
using Faceptor.Cli.Display;
using Faceptor.Data.Checking;

namespace Faceptor.Cli.Commands;

/// <summary><c>faceptor data check</c>: what is there of the datasets, and what is wrong with it.</summary>
internal static class DataCheckCommand
{
    public static Command Create(CliContext context)
    {
        var folder = CommonOptions.DataFolder();
        var dataset = CommonOptions.Dataset(context);
        var layout = CommonOptions.Layout();
        var deep = new Option<bool>("--deep")
        {
            Description = "Decode every image and look at every label; compare training and test images.",
        };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of tables." };
        var workers = new Option<int?>("--workers")
        {
            Description = "Threads that decode; one a processor when left out.",
            HelpName = "N",
        };
        var command = new ExampleCommand(
            "check",
            "Tell what is there of the datasets below a folder: layout, splits, counts beside the paper's, classes, "
            + "missing and broken files, impossible labels, images in training and test at once. Ends with code 1 when "
            + "something is wrong.",
            "faceptor data check datasets",
            "faceptor data check datasets --dataset 300W --deep")
        {
            folder,
            dataset,
            deep,
            layout,
            json,
            workers,
        };
        command.SetAction(parsed =>
        {
            var registry = context.Datasets.Registry(parsed);
            var named = parsed.GetValue(dataset);
            var options = new DatasetCheckOptions
            {
                Registry = registry,
                Tasks = named is null ? registry.Tasks : [named],
                Layout = parsed.GetValue(layout),
                IsDeep = parsed.GetValue(deep),
            };
            return Run(
                context,
                parsed.GetRequiredValue(folder).FullName,
                parsed.GetValue(workers) is { } numWorkers ? options with { NumWorkers = numWorkers } : options,
                named,
                parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(
        CliContext context, string root, DatasetCheckOptions options, FaceTask? named, bool writesJson)
    {
        DatasetReport Check(FaceTask task, Action<long, long> report) => DatasetChecker.Check(
            root,
            options with { Tasks = [task] },
            new DirectProgress<WorkProgress>(check => report(check.Done, check.Total)),
            context.Cancellation)[0];

        // JSON is read by programs; progress between its lines would break them.
        var reports = options.Tasks
            .Select(task => writesJson
                ? Check(task, (_, _) => { })
                : WorkDisplay.Run(context, $"checking {task.DatasetName}", report => Check(task, report)))
            .ToImmutableArray();
        var pairs = named is null or { Definition.IsScoredOnPairs: true }
            ? VerificationChecker.Check(root, options.IsDeep, context.Cancellation)
            : [];
        if (writesJson)
        {
            context.Out.WriteLine(PrintableText.Json(CheckJson.Write(root, reports, pairs)));
        }
        else
        {
            CheckTables.Write(context, reports, pairs, isNamed: named is not null);
        }

        var isWrong = reports.Any(report => report.NumProblems > 0 || (named is not null && !report.IsFound))
            || pairs.Any(set => set.Problem is not null)
            || (reports.All(report => !report.IsFound) && pairs.IsEmpty);
        return isWrong ? FaceptorApp.Failed : FaceptorApp.Success;
    }
}
