using System.Collections.Concurrent;
using System.Security.Cryptography;
using Faceptor.Data.Datasets;
using Faceptor.Data.Families;
using Faceptor.Data.Loading;
using Faceptor.Imaging;

namespace Faceptor.Data.Checking;

/// <summary>
/// Checks the samples of one dataset, split after split; remembers what earlier splits held, so that no image is
/// decoded twice and copies across training and test are found.
/// </summary>
internal sealed class SplitCheck
{
    private readonly DatasetDefinition _definition;
    private readonly FaceTask _task;
    private readonly DatasetCheckOptions _options;
    private readonly ProblemLog _log;
    private readonly CancellationToken _cancellationToken;
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _trainingKeys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _trainingPixels = new(StringComparer.Ordinal);
    private long _numBefore;

    public SplitCheck(
        DatasetDefinition definition,
        DatasetCheckOptions options,
        ProblemLog log,
        CancellationToken cancellationToken)
    {
        _definition = definition;
        _task = definition.Task;
        _options = options;
        _log = log;
        _cancellationToken = cancellationToken;
    }

    private bool HasCheapLabels => FamilySamples.Of(_task.Family).HasCheapLabels;

    /// <summary>Checks a split; the training split has to come first.</summary>
    /// <param name="split">The split; receives what was counted.</param>
    /// <param name="onSample">Told after each sample, from several threads.</param>
    public void Run(OpenSplit split, Action onSample)
    {
        var isTraining = split.Name == _definition.TrainingSplit;
        var isTest = split.Name == _definition.EvaluationSplit;
        var counter = FamilySamples.Of(_task.Family).CreateCounter(_task);
        var numDecoded = 0;
        Parallel.For(
            0,
            split.Dataset.Count,
            new ParallelOptions { MaxDegreeOfParallelism = _options.NumWorkers, CancellationToken = _cancellationToken },
            index =>
            {
                var isNew = _seen.TryAdd(split.KeyOf(index), true);
                if (_options.IsDeep && isNew)
                {
                    if (CheckDeeply(split, index, counter, isTraining, isTest))
                    {
                        Interlocked.Increment(ref numDecoded);
                    }
                }
                else
                {
                    CheckLightly(split, index, counter, isNew);
                }

                onSample();
            });
        FindSharedFiles(split, isTraining, isTest);
        _numBefore += split.Dataset.Count;
        split.Classes = HasCheapLabels || (_options.IsDeep && numDecoded > 0) ? counter.ToCounts() : [];
        split.NumDecoded = numDecoded;
    }

    private void CheckLightly(OpenSplit split, int index, ClassCounter counter, bool isNew)
    {
        if (isNew && split.Dataset.FindImage(index) is { } path)
        {
            var length = PlainFile.LengthOf(path);
            if (length is null or 0)
            {
                Report(
                    split,
                    index,
                    ProblemKind.Missing,
                    $"{MessageText.Place(path)}: the image {(length is 0 ? "is empty" : "does not exist")}; "
                    + "extract the images again.");
            }
        }

        if (!HasCheapLabels)
        {
            return;
        }

        try
        {
            Count(split, index, SampleGuard.ReadLabel(split.Dataset, index), null, counter, isNew);
        }
        catch (DatasetException error)
        {
            Report(split, index, ProblemKind.Unreadable, error.Message);
        }
    }

    private bool CheckDeeply(OpenSplit split, int index, ClassCounter counter, bool isTraining, bool isTest)
    {
        FaceSample sample;
        try
        {
            sample = SampleGuard.Read(split.Dataset, index);
        }
        catch (DatasetException error)
        {
            var isMissing = split.Dataset.FindImage(index) is { } path && !File.Exists(path);
            Report(split, index, isMissing ? ProblemKind.Missing : ProblemKind.Unreadable, error.Message);
            return false;
        }

        Count(split, index, sample.Label, sample.Image, counter);
        if (isTraining)
        {
            _trainingPixels.TryAdd(Fingerprint(sample.Image), sample.Name);
        }
        else if (isTest && _trainingPixels.TryGetValue(Fingerprint(sample.Image), out var twin))
        {
            Report(
                split,
                index,
                ProblemKind.Duplicate,
                $"{MessageText.Place(split.KeyOf(index))}: the same image as '{MessageText.Quote(twin)}' of the "
                + "training split; scores on it mean little.");
        }

        return true;
    }

    // What is wrong with a sample is told once, however many splits have it.
    private void Count(
        OpenSplit split, int index, FaceLabel label, RgbImage? image, ClassCounter counter, bool tells = true)
    {
        counter.Add(label);
        if (tells && LabelCheck.FindProblem(_task, label, image) is { } problem)
        {
            Report(split, index, ProblemKind.Impossible, $"{MessageText.Place(split.KeyOf(index))}: {problem}");
        }
    }

    // The same file in both lists needs no decoding to be found.
    private void FindSharedFiles(OpenSplit split, bool isTraining, bool isTest)
    {
        for (var i = 0; (isTraining || isTest) && i < split.Dataset.Count; i++)
        {
            if (split.Dataset.FindImage(i) is not { } path)
            {
                return;
            }

            if (isTraining)
            {
                _trainingKeys.TryAdd(path, split.Dataset.GetName(i));
            }
            else if (_trainingKeys.TryGetValue(path, out var twin)
                && split.Dataset.GetName(i) == twin)
            {
                Report(
                    split,
                    i,
                    ProblemKind.Duplicate,
                    $"{MessageText.Place(path)}: stands in the training split too; scores on it mean little.");
            }
        }
    }

    // Names of files are not always what a terminal should see.
    private void Report(OpenSplit split, int index, ProblemKind kind, string message) => _log.Add(
        _numBefore + index,
        new DatasetProblem(
            kind,
            split.Name,
            MessageText.Printable(split.Dataset.GetName(index)),
            MessageText.Fit(message)));

    private static string Fingerprint(RgbImage image) =>
        $"{image.Width}x{image.Height}:{Convert.ToHexString(SHA256.HashData(image.Pixels))}";
}
