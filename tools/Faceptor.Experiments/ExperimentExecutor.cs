using System.Collections.Immutable;
using System.Diagnostics;
using Faceptor.Cli;
using Faceptor.Cli.Commands;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Reporting;
using Faceptor.Serialization;
using Faceptor.Synthetic;

namespace Faceptor.Experiments;

/// <summary>Runs an experiment: draws data once, trains what is not trained yet, writes tables and sentences.</summary>
internal sealed class ExperimentExecutor
{
    private readonly CliContext _context;
    private readonly Experiment _experiment;
    private readonly ExperimentPlan _plan;
    private readonly ExperimentFolder _folder;
    private readonly string _data;

    private ExperimentExecutor(
        CliContext context, Experiment experiment, ExperimentPlan plan, ExperimentFolder folder, string? data)
    {
        (_context, _experiment, _plan, _folder) = (context, experiment, plan, folder);
        _data = Path.GetFullPath(data ?? folder.Data);
    }

    /// <summary>Runs an experiment for some seeds, one after another; tables are written after each.</summary>
    /// <param name="context">Where to show it.</param>
    /// <param name="experiment">What to ask.</param>
    /// <param name="plan">The numbers.</param>
    /// <param name="output">The folder of all experiments.</param>
    /// <param name="seeds">The seeds.</param>
    /// <param name="data">Drawn datasets; null draws them once below <paramref name="output"/>.</param>
    /// <param name="overwrites">Whether results of more seeds than these may be replaced.</param>
    /// <exception cref="DatasetException">A dataset is missing.</exception>
    /// <exception cref="OptionsException">
    /// The folder holds runs with other numbers, or results of more seeds.
    /// </exception>
    /// <exception cref="CancelledException">The user stopped it.</exception>
    public static void Execute(
        CliContext context,
        Experiment experiment,
        ExperimentPlan plan,
        string output,
        IReadOnlyList<long> seeds,
        string? data = null,
        bool overwrites = false)
    {
        OutputFolder.RequireWritable(output);
        using var held = FolderLock.Take(output);
        var executor = new ExperimentExecutor(context, experiment, plan, new ExperimentFolder(output), data);
        if (!overwrites)
        {
            ExistingResults.RequireNoneLost(executor._folder.JsonOf(experiment), seeds);
        }

        executor.RequireData(isOwn: data is null);
        executor.Execute(seeds);
    }

    private void Execute(IReadOnlyList<long> seeds)
    {
        var runs = new RunExecutor(_context, _plan, _folder, _data);
        var outcomes = ImmutableArray.CreateBuilder<SeedOutcome>();
        var numRuns = seeds.Count * _experiment.Runs.Length;
        var numDone = 0;
        foreach (var seed in seeds)
        {
            var ofSeed = new Dictionary<string, RunOutcome>();
            foreach (var run in _experiment.Runs)
            {
                _context.Cancellation.ThrowIfCancellationRequested();
                var clock = Stopwatch.StartNew();
                ofSeed.Add(run.Name, runs.Execute(run, seed, what => _context.Out.WriteLine(
                    $"[{++numDone}/{numRuns}] {_experiment.Name}, seed {seed}, {run.Name}: {what}")));
                _context.Out.WriteLine($"      {Durations.Format(clock.Elapsed)}");
            }

            outcomes.Add(new SeedOutcome(seed, ofSeed));
            Write(new ExperimentResults(_experiment, _plan, outcomes.ToImmutable()));
        }

        _context.Out.WriteLine();
        _context.Out.Write(File.ReadAllText(_folder.MarkdownOf(_experiment)));
        _context.Out.WriteLine();
        _context.Out.WriteLine(
            $"tables are in {_folder.MarkdownOf(_experiment)}, all numbers in {_folder.JsonOf(_experiment)}");
    }

    private void Write(ExperimentResults results)
    {
        AtomicFile.WriteText(_folder.JsonOf(_experiment), ExperimentJson.Write(results));
        AtomicFile.WriteText(_folder.MarkdownOf(_experiment), ExperimentMarkdown.Write(results));
    }

    // A session leaves tasks without data out, which would change the question in silence.
    private void RequireData(bool isOwn)
    {
        if (isOwn && !Directory.Exists(_data))
        {
            _context.Out.WriteLine($"drawing two groups of about {_plan.NumImages} images");
            DataSynthesizeCommand.Draw(_context, _data, new SyntheticDatasetOptions
            {
                Count = _plan.NumImages,
                Seed = _plan.DataSeed,
                Sets = SyntheticDatasetKinds.All,
            });
        }

        if (_experiment.Tasks.Except(DatasetRegistry.Known.FindTasks(_data)).ToArray() is { Length: > 0 } missing)
        {
            throw new DatasetException(
                _data,
                $"expected a dataset of {string.Join(", ", missing.AsEnumerable())}, found none; draw them with "
                + "'faceptor data synthesize DIR --sets all', or leave --data out.");
        }
    }
}
