using System.Collections.Immutable;
using Faceptor.Core.Tensors;
using Faceptor.Data.Datasets;
using Faceptor.Distributed;
using Microsoft.Extensions.Logging;

namespace Faceptor.Evaluation.Sessions;

/// <summary>What an evaluation scores, and in which steps.</summary>
public sealed record EvaluationOptions
{
    /// <summary>The name that stands for all verification sets.</summary>
    public const string Verification = "verification";

    /// <summary>IJB-C's own spelling.</summary>
    public const string IjbC = "IJB-C";

    /// <summary>
    /// Knows the datasets below the data folder: the paper's unless set. Custom datasets are added with
    /// <see cref="DatasetRegistry.With"/>.
    /// </summary>
    public DatasetRegistry Registry { get; init; } = DatasetRegistry.Known;

    /// <summary>
    /// Names of datasets, ids of tasks or names of verification sets; empty for all that are there. Case, blanks,
    /// <c>-</c> and <c>_</c> do not matter.
    /// </summary>
    public ImmutableArray<string> Datasets { get; init; } = [];

    /// <summary>
    /// Most samples, or pairs, of one dataset, chosen by a hash, for quick scores during training; IJB-C is left out
    /// then. Of verification sets as many pairs of one identity as of two are taken, at least ten of each. Null scores
    /// everything.
    /// </summary>
    public int? MaxSamplesPerDataset { get; init; }

    /// <summary>Whether subsets of test splits are scored apart too, such as 300W's challenging one.</summary>
    public bool Subsets { get; init; } = true;

    /// <summary>
    /// Whether datasets that cannot be read are named in <see cref="EvaluationSession.NotScored"/> while the others are
    /// scored; otherwise the first of them is an exception. A session may then have nothing to score.
    /// </summary>
    public bool ListsUnreadable { get; init; }

    /// <summary>Images a batch of landmarks and parsing. Our choice: 8.</summary>
    public int DenseBatchSize { get; init; } = 8;

    /// <summary>Images a batch of the other tasks. Our choice: 64.</summary>
    public int AttributeBatchSize { get; init; } = 64;

    /// <summary>
    /// The number type of large products; null leaves it to whoever calls, which is float32 outside of a
    /// <see cref="AutocastScope"/> scope.
    /// </summary>
    public ComputePrecision? Precision { get; init; }

    /// <summary>
    /// Processes that score together, each a part of the splits, all of which call
    /// <see cref="EvaluationSession.Evaluate"/>; all of them get all scores. Null for this process alone.
    /// </summary>
    public ICommunicator? Ranks { get; init; }

    /// <summary>Told what is scored and what is not, paths at Debug only; null for nobody.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="OptionsException">Some are out of range; the message names all of them.</exception>
    public void Validate()
    {
        (string Name, int? Value)[] numbers =
        [
            (nameof(MaxSamplesPerDataset), MaxSamplesPerDataset),
            (nameof(DenseBatchSize), DenseBatchSize),
            (nameof(AttributeBatchSize), AttributeBatchSize),
        ];
        var wrong = numbers.Where(number => number.Value < 1).ToArray();
        if (wrong.Length > 0)
        {
            throw new OptionsException(
                wrong[0].Name,
                "expected at least 1, "
                + $"got {string.Join(", ", wrong.Select(number => $"{number.Name} {number.Value}"))}.");
        }
    }

    /// <summary>Whether a task's dataset is asked for by its own name or by none.</summary>
    /// <param name="task">The task.</param>
    public bool Wants(FaceTask task) => Datasets.IsEmpty || Datasets.Any(name => NamesOf(task).Any(IsNamed(name)));

    /// <summary>Whether anything is asked for that only a model with this task can be scored on.</summary>
    /// <param name="task">The task.</param>
    public bool Asks(FaceTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Wants(task) || (task.Definition.IsScoredOnPairs
            && (WantsTemplates() || VerificationEvaluator.PaperSets.Any(WantsPairs)));
    }

    /// <summary>Whether a verification set is to be scored.</summary>
    internal bool WantsPairs(string set) => Datasets.IsEmpty || Datasets.Any(
        name => IsNamed(name)(set) || IsNamed(name)(Verification));

    /// <summary>Whether IJB-C is to be scored.</summary>
    internal bool WantsTemplates() => Datasets.IsEmpty || Datasets.Any(name => IsNamed(name)(IjbC));

    /// <summary>Refuses names that mean nothing.</summary>
    internal void RequireKnown(IEnumerable<FaceTask> tasks, IEnumerable<string> sets)
    {
        string[] known =
        [
            .. tasks.SelectMany(NamesOf), .. VerificationEvaluator.PaperSets, .. sets, Verification, IjbC,
        ];
        if (Datasets.FirstOrDefault(name => !known.Any(IsNamed(name))) is { } unknown)
        {
            var names = known.Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
            throw new OptionsException(
                nameof(Datasets),
                $"unknown dataset '{unknown}'; "
                + (Suggestion.Of(unknown, names) is { } nearest
                    ? $"did you mean '{nearest}'?"
                    : $"known are {string.Join(", ", Registry.Tasks.Select(task => task.DatasetName))}, "
                        + $"{Verification} and {IjbC}."));
        }
    }

    private static string[] NamesOf(FaceTask task) =>
        [task.DatasetName, task.Id, task.Id[(task.Id.IndexOf('/', StringComparison.Ordinal) + 1)..]];

    private static Func<string, bool> IsNamed(string given) =>
        known => Plain(known).Equals(Plain(given), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string name) => string.Concat(name.Where(letter => letter is not (' ' or '-' or '_')));
}
