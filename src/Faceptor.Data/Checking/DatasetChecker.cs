using System.Collections.Immutable;
using Faceptor.Data.Datasets;

namespace Faceptor.Data.Checking;

/// <summary>
/// Looks through the datasets below a folder and says what is there and what is wrong with it: layouts, counts,
/// classes, missing and broken files, impossible labels, images in training and test at once.
/// </summary>
internal static class DatasetChecker
{
    /// <summary>Checks datasets, one after another.</summary>
    /// <param name="root">The folder that holds all datasets.</param>
    /// <param name="options">What to look at.</param>
    /// <param name="progress">Told how far the dataset in hand is; from several threads.</param>
    /// <param name="cancellationToken">Stops between samples.</param>
    /// <returns>A report for each task of the options, in their order, found or not.</returns>
    /// <exception cref="DatasetException">The root folder does not exist.</exception>
    /// <exception cref="OptionsException">An option has a value that cannot work.</exception>
    public static ImmutableArray<DatasetReport> Check(
        string root,
        DatasetCheckOptions options,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (!Directory.Exists(root))
        {
            throw new DatasetException(root, "the folder for datasets does not exist; name the folder that holds them.");
        }

        return [.. options.Tasks.Select(task => Check(task, root, options, progress, cancellationToken))];
    }

    private static DatasetReport Check(
        FaceTask task,
        string root,
        DatasetCheckOptions options,
        IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken)
    {
        var definition = options.Registry.Get(task);
        var folder = options.Registry.GetFolder(task, root);
        var known = definition.Layouts;
        var forms = known.Where(form => options.Layout is null || known.Length == 1 || form.Layout == options.Layout)
            .ToImmutableArray();
        var lookedFor = forms.SelectMany(form => form.Marks, (_, mark) => Path.Combine(folder, mark)).ToImmutableArray();
        var form = forms.FirstOrDefault(form => form.IsIn(folder));
        var log = new ProblemLog(options.MaxProblems);
        if (form is null)
        {
            return new DatasetReport(task.DatasetName, task.Id, folder, null, lookedFor, [], [], 0);
        }

        var splits = OpenSplits(options.Registry, task, root, form, log);
        try
        {
            var check = new SplitCheck(definition, options, log, cancellationToken);
            var total = splits.Sum(split => (long)split.Dataset.Count);
            var done = 0L;
            foreach (var split in splits)
            {
                check.Run(split, () =>
                {
                    var now = Interlocked.Increment(ref done);
                    progress?.Report(new WorkProgress(now, total, task.DatasetName));
                });
            }

            return new DatasetReport(
                task.DatasetName,
                task.Id,
                folder,
                form.Layout,
                lookedFor,
                [.. splits.Select(split => split.ToReport(definition))],
                log.ToList(),
                log.Count);
        }
        finally
        {
            splits.ForEach(split => (split.Dataset as IDisposable)?.Dispose());
        }
    }

    // Some splits are known by two names, some have no list in this copy; the first name of each is kept.
    private static List<OpenSplit> OpenSplits(
        DatasetRegistry registry, FaceTask task, string root, LayoutSpec form, ProblemLog log)
    {
        var opened = new List<OpenSplit>();
        var definition = registry.Get(task);
        var required = new[] { definition.TrainingSplit, definition.EvaluationSplit };
        foreach (var split in form.Splits.OrderByDescending(required.Contains))
        {
            IFaceDataset dataset;
            try
            {
                dataset = registry.Open(task, root, split, form.Layout);
            }
            catch (DatasetException error)
            {
                // A list that is not there is worth a word only when training or testing needs it.
                if (required.Contains(split) || File.Exists(error.Path))
                {
                    log.Add(-1, new DatasetProblem(ProblemKind.List, split, null, error.Message));
                }

                continue;
            }

            if (dataset.ListProblem is { } problem)
            {
                log.Add(-1, new DatasetProblem(ProblemKind.List, split, null, problem));
            }

            var found = new OpenSplit(split, dataset);
            found.HasLocalNames = opened.Any(found.MeansOthers);
            if (opened.FirstOrDefault(other => other.HasSameSamples(found)) is { } same)
            {
                same.OtherNames.Add(split);
                (dataset as IDisposable)?.Dispose();
            }
            else
            {
                opened.Add(found);
            }
        }

        return opened;
    }
}
