using Faceptor.Distributed;
using Faceptor.Models;
using Faceptor.Training.Recipes;
using static TorchSharp.torch;

namespace Faceptor.Training.Ranks;

/// <summary>
/// Tasks whose head compares the images of a batch, where it is to compare those of all portions: what the network makes
/// of each image by itself is brought together, and every rank computes the small rest for all of them.
/// </summary>
/// <remarks>
/// So the norms of the identity head see the whole step whatever the number of portions and ranks, and give the same
/// bits. Its price: a rank's portions are run backward only after all have been run forward.
/// </remarks>
internal sealed class ComparedTasks
{
    private readonly FaceptorModel _model;
    private readonly StepPortions _portions;
    private readonly ICommunicator _ranks;
    private readonly HashSet<FaceTask> _tasks;

    private ComparedTasks(FaceptorModel model, IEnumerable<FaceTask> tasks, StepPortions portions, ICommunicator ranks)
    {
        _model = model;
        _tasks = [.. tasks];
        _portions = portions;
        _ranks = ranks;
    }

    /// <summary>The tasks of a run that are compared over portions.</summary>
    /// <param name="model">The network.</param>
    /// <param name="options">The recipe.</param>
    /// <param name="portions">The portions.</param>
    /// <param name="ranks">The other ranks.</param>
    /// <returns>Null where norms compare a portion's images, or the step has one portion.</returns>
    public static ComparedTasks? Of(
        IFaceModel model, TrainingOptions options, StepPortions portions, ICommunicator ranks)
    {
        if (!options.SynchronizedNorms || options.Portions == 1 || model is not FaceptorModel faceptor)
        {
            return null;
        }

        FaceTask[] tasks =
            [.. options.Tasks.Select(entry => entry.Task).Where(task => model.Options.ComparesImages(task))];
        return tasks.Length > 0 ? new ComparedTasks(faceptor, tasks, portions, ranks) : null;
    }

    /// <summary>Whether a task is among them.</summary>
    public bool Contains(FaceTask task) => _tasks.Contains(task);

    /// <summary>Runs the network up to where images are compared.</summary>
    public IReadOnlyList<TaskOutput> Defer(Func<IReadOnlyList<TaskOutput>> forward)
    {
        _model.DefersComparison = true;
        try
        {
            return forward();
        }
        finally
        {
            _model.DefersComparison = false;
        }
    }

    /// <summary>Brings a task's images of all portions together and compares them; waits for the other ranks.</summary>
    /// <param name="task">The task.</param>
    /// <param name="own">What the network made of this rank's images, one tensor a portion; not disposed here.</param>
    /// <param name="backward">
    /// Runs backward from the loss of one of them: its place in <paramref name="own"/> and its values.
    /// </param>
    /// <returns>
    /// For each of <paramref name="own"/> the gradient that its portion is run backward with; in the caller's scope.
    /// </returns>
    /// <remarks>The head's parameters have their gradients afterwards, the same ones on every rank.</remarks>
    public Tensor[] Compare(FaceTask task, IReadOnlyList<Tensor> own, Action<int, Tensor> backward)
    {
        using var scope = NewDisposeScope();
        long[] counts = [.. Enumerable.Range(0, _ranks.NumRanks).Select(CountOf)];
        var first = counts.Take(_ranks.Rank).Sum();
        var each = Gather([.. own.Select(part => part.detach())], counts);                         // [B, ...]
        each.requires_grad = true;
        var values = _model.Compare(task, each);                                                    // [B, D]
        // A rank runs backward from the losses of its own images, and all from all images' values.
        var cut = values.detach();
        cut.requires_grad = true;
        foreach (var (index, (start, length)) in Rows(own, first).Index())
        {
            backward(index, cut.narrow(0, start, length));
        }

        using var gradient = cut.grad ?? zeros_like(cut);
        values.backward([Gather([gradient.narrow(0, first, counts[_ranks.Rank])], counts)]);
        var ofEach = each.grad!;
        return
        [
            .. Rows(own, first).Select(rows => ofEach.narrow(0, rows.First, rows.Length).MoveToOuterDisposeScope()),
        ];

        long CountOf(int rank) => Enumerable.Range(rank * _portions.NumOwn, _portions.NumOwn)
            .Sum(portion => (long)_portions.CountOf(task, portion));
    }

    private static IEnumerable<(long First, long Length)> Rows(IEnumerable<Tensor> parts, long first)
    {
        foreach (var part in parts)
        {
            yield return (first, part.size(0));
            first += part.size(0);
        }
    }

    // Ranks may differ by a sample; what is sent is as long everywhere.
    private Tensor Gather(Tensor[] own, long[] counts)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var mine = cat(own);
        if (_ranks.NumRanks == 1)
        {
            return mine.MoveToOuterDisposeScope();
        }

        var most = counts.Max();
        long[] row = mine.shape[1..];
        var padded = cat([mine, zeros([most - mine.size(0), .. row], mine.dtype, mine.device)]);
        var all = empty([most * counts.Length, .. row], mine.dtype, mine.device);
        _ranks.AllGather(padded.contiguous(), all);
        return cat([.. counts.Select((count, rank) => all.narrow(0, rank * most, count))]).MoveToOuterDisposeScope();
    }
}
