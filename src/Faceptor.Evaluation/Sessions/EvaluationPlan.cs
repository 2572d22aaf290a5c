using System.Collections.Immutable;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Metrics;

namespace Faceptor.Evaluation.Sessions;

/// <summary>Everything that an evaluation scores, opened, and the names of what it does not.</summary>
internal sealed class EvaluationPlan : IDisposable
{
    private readonly EvaluationOptions _options;
    private readonly List<EvaluationSet> _sets = [];
    private readonly List<(FaceTask Task, VerificationSet Set, int NumPairs)> _pairs = [];
    private readonly List<(FaceTask Task, IjbCDataset Dataset)> _templates = [];
    private readonly List<UnscoredSplit> _unscored = [];

    public EvaluationPlan(EvaluationOptions options)
    {
        options.Validate();
        _options = options;
    }

    public IReadOnlyList<EvaluationSet> Sets => _sets;

    public IReadOnlyList<(FaceTask Task, VerificationSet Set, int NumPairs)> Pairs => _pairs;

    public IReadOnlyList<(FaceTask Task, IjbCDataset Dataset)> Templates => _templates;

    public IReadOnlyList<UnscoredSplit> Unscored => _unscored;

    public IEnumerable<FaceTask> Tasks => _sets.Select(set => set.Evaluation.Task)
        .Concat(_pairs.Select(pair => pair.Task))
        .Concat(_templates.Select(entry => entry.Task))
        .Distinct();

    public bool IsEmpty => _sets.Count == 0 && _pairs.Count == 0 && _templates.Count == 0;

    public void Add(EvaluationSet set) =>
        _sets.Add(_options.MaxSamplesPerDataset is { } most ? set.Some(most) : set);

    /// <summary>The verification sets below a folder; none where it cannot be listed.</summary>
    public ImmutableArray<string> FindPairs(string root)
    {
        ImmutableArray<string> found = [];
        Try(EvaluationOptions.Verification, null, null, () => found = VerificationSet.FindAll(root));
        return found;
    }

    /// <summary>Opens the test splits of known tasks below a folder.</summary>
    public void AddTests(string root, IReadOnlyList<FaceTask> tasks, DatasetLayout? layout)
    {
        var registry = _options.Registry;
        var there = registry.FindTasks(root);
        foreach (var task in tasks.Where(registry.Contains).Where(_options.Wants))
        {
            if (registry.Get(task).EvaluationSplit is not { } split)
            {
                continue;
            }

            if (there.Contains(task))
            {
                Try(task.DatasetName, task.Id, split, () => Add(OpenTest(task, root, split, layout)));
            }
            else
            {
                _unscored.Add(new(task.DatasetName, $"expected in {registry.GetFolder(task, root)}"));
            }
        }
    }

    /// <summary>Opens the pairs that identity is scored on.</summary>
    /// <param name="root">The folder that holds all datasets.</param>
    /// <param name="tasks">The tasks; those of identity count.</param>
    /// <param name="paths">What <see cref="FindPairs"/> found.</param>
    public void AddVerification(string root, IReadOnlyList<FaceTask> tasks, ImmutableArray<string> paths)
    {
        foreach (var task in tasks.Where(task => task.Definition.IsScoredOnPairs))
        {
            foreach (var path in paths.Where(
                path => _options.Wants(task) || _options.WantsPairs(VerificationSet.NameOf(path))))
            {
                var name = VerificationSet.NameOf(path);
                Try(name, task.Id, name, () => _pairs.Add(OpenPairs(task, path)));
            }

            _unscored.AddRange(VerificationEvaluator.PaperSets
                .Where(name => _options.Wants(task) || _options.WantsPairs(name))
                .Except(paths.Select(VerificationSet.NameOf))
                .Select(name => new UnscoredSplit(
                    name, $"expected in {Path.Combine(VerificationSet.GetFolder(root), $"{name}.bin")}")));
            if (_options.Wants(task) || _options.WantsTemplates())
            {
                AddTemplates(task, IjbCDataset.GetFolder(root));
            }
        }
    }

    /// <summary>Opens held-out parts of training splits.</summary>
    public void AddValidation(
        string root, IReadOnlyList<FaceTask> tasks, DatasetLayout? layout, double share, long seed)
    {
        var there = _options.Registry.FindTasks(root);
        foreach (var task in tasks.Where(task => !task.Definition.IsScoredOnPairs && there.Contains(task)))
        {
            if (_options.Wants(task))
            {
                var (training, validation) = ValidationSplit.Open(
                    task, root, share, seed, layout, _options.Registry);
                Add(new EvaluationSet(validation, training));
            }
        }
    }

    /// <summary>What would have to be there for tasks to be scored, in one sentence.</summary>
    public string Needs(string root, IEnumerable<FaceTask> tasks)
    {
        var registry = _options.Registry;
        string[] needs =
        [
            .. tasks.Where(registry.Contains).Select(task => task.Definition.IsScoredOnPairs
                ? $"verification sets ({string.Join(", ", VerificationEvaluator.PaperSets.Select(
                    set => $"{set}.bin"))}) in {MessageText.Place(VerificationSet.GetFolder(root))} for {task}"
                : $"a test split in {MessageText.Place(registry.GetFolder(task, root))} for {task}"),
        ];
        return needs.Length == 0
            ? $"{string.Join(", ", tasks)} have no test images; name some in a recipe, with evaluationSplit"
            : $"expected {string.Join("; ", needs)}";
    }

    public void Dispose() => _sets.ForEach(set => set.Dispose());

    // What cannot be read is listed, or stops, as the options say.
    private void Try(string name, string? dataset, string? split, Action open)
    {
        try
        {
            open();
        }
        catch (Exception error) when (_options.ListsUnreadable
            && error is not (OperationCanceledException or OutOfMemoryException))
        {
            _unscored.Add(UnscoredSplit.Of(name, dataset ?? name, split, error));
        }
    }

    private EvaluationSet OpenTest(FaceTask task, string root, string split, DatasetLayout? layout)
    {
        var registry = _options.Registry;
        var set = EvaluationSet.Of(
            registry.Open(task, root, split, layout),
            () => registry.Open(task, root, registry.Get(task).TrainingSplit, layout));
        var subsets = ImmutableArray.CreateBuilder<EvaluationSubset>();
        foreach (var name in _options.Subsets ? registry.Get(task).Subsets : [])
        {
            if (OpenSubset(task, root, name, layout) is not { } part)
            {
                continue;
            }

            if (SubsetIndices.Find(set.Evaluation, part) is { } indices)
            {
                subsets.Add(new EvaluationSubset(name, indices));
            }
            else
            {
                // Lists of different origin: a pass of its own.
                Add(set with { Evaluation = part });
            }
        }

        return set with { Subsets = subsets.ToImmutable() };
    }

    // A copy of a dataset may come without the lists of the subsets, or with none of their samples.
    private IFaceDataset? OpenSubset(FaceTask task, string root, string name, DatasetLayout? layout)
    {
        try
        {
            return _options.Registry.Open(task, root, name, layout);
        }
        catch (DatasetException error)
        {
            _unscored.Add(UnscoredSplit.Of($"{task.DatasetName} {name}", task.Id, name, error) with
            {
                IsUnreadable = Path.Exists(error.Path),
            });
            return null;
        }
    }

    private void AddTemplates(FaceTask task, string folder)
    {
        if (!Directory.Exists(folder))
        {
            _unscored.Add(new UnscoredSplit(EvaluationOptions.IjbC, $"expected in {folder}"));
        }
        else if (_options.MaxSamplesPerDataset is not null)
        {
            _unscored.Add(new UnscoredSplit(
                EvaluationOptions.IjbC, "its templates cannot be scored from a part of the faces"));
        }
        else
        {
            Try(
                EvaluationOptions.IjbC,
                task.Id,
                IjbCSource.SplitName,
                () => _templates.Add((task, new IjbCDataset(folder))));
        }
    }

    // Found before training rather than after it.
    private (FaceTask Task, VerificationSet Set, int NumPairs) OpenPairs(FaceTask task, string path)
    {
        var pairs = VerificationSet.Open(path);
        return pairs.NumPairs >= VerificationAccuracy.DefaultNumFolds
            ? (task, pairs, SampleChoice.OfPairs(pairs, _options.MaxSamplesPerDataset).Length)
            : throw new DatasetException(
                path,
                $"expected at least {VerificationAccuracy.DefaultNumFolds} pairs to score in folds, "
                + $"{pairs.NumPairs} are there; use a complete file.");
    }
}
