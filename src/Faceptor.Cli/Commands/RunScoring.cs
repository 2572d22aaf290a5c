using Faceptor.Distributed;
using Faceptor.Evaluation.Sessions;
using Faceptor.Training.Sessions;

namespace Faceptor.Cli.Commands;

/// <summary>What a training run is scored on.</summary>
internal static class RunScoring
{
    /// <summary>Opens what a run is scored on.</summary>
    /// <param name="context">Where to say what cannot be scored.</param>
    /// <param name="session">The run.</param>
    /// <param name="ranks">The processes that score together; null for this one alone.</param>
    /// <returns>Null where nothing can be scored; a line has said so.</returns>
    /// <exception cref="DatasetException">
    /// A test split is broken: better mended before hours of training than after them. One that breaks later costs its
    /// own scores only.
    /// </exception>
    public static EvaluationSession? Open(
        CliContext context, TrainingSession session, ICommunicator? ranks = null)
    {
        var evaluation = new EvaluationSession(
            session.Record.DataRoot!,
            session.TasksOfDataRoot,
            session.Record.Layout,
            new EvaluationOptions
            {
                ListsUnreadable = true,
                Registry = session.Registry,
                Logger = context.Logger,
                Ranks = ranks,
            },
            session.OpenCustomTests());
        if (evaluation.NotScored.FirstOrDefault(unscored => unscored.IsUnreadable && !IsSubset(unscored)) is { } broken)
        {
            evaluation.Dispose();
            throw new DatasetException(
                $"{broken.Name}, to be scored",
                $"{broken.Reason.TrimEnd('.')}; or train without scoring, with --no-evaluation.");
        }

        var trained = session.Training.Tasks.Select(entry => entry.Task).Except(evaluation.Tasks).ToArray();
        if (evaluation.IsEmpty)
        {
            context.Out.WriteLine($"nothing can be scored: {evaluation.Needs}; training goes on without scores");
            evaluation.Dispose();
            return null;
        }

        if (trained.Length > 0)
        {
            context.Out.WriteLine(
                "cannot be scored: " + evaluation.NeedsOf(session.Record.DataRoot!, trained));
        }

        return evaluation;

        // Copies of a dataset come without the lists of its subsets.
        bool IsSubset(UnscoredSplit unscored) => session.Registry.Tasks.Any(
            task => task.Id == unscored.Dataset && session.Registry.Get(task).Subsets.Contains(unscored.Split!));
    }

    /// <summary>Says which datasets broke while they were scored.</summary>
    public static void WriteUnreadable(CliContext context, IEnumerable<UnscoredSplit> notScored)
    {
        foreach (var unscored in notScored.Where(unscored => unscored.IsUnreadable))
        {
            context.Out.WriteLine(unscored.ToString());
        }
    }
}
