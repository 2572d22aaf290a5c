using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Data.Loading;
using Faceptor.Evaluation.Sheets;
using Faceptor.Imaging;
using Faceptor.Models;
using Faceptor.Training.Progress;
using static TorchSharp.torch;

namespace Faceptor.Training.Sessions;

/// <summary>
/// A few images of every test split, always the same ones, that a model is shown again and again to see how it
/// learns.
/// </summary>
/// <remarks>
/// They are prepared as evaluation prepares them, so what is seen is what is scored. Images are read anew at each
/// look: a few files against hundreds of megabytes of memory.
/// </remarks>
internal sealed class PreviewSamples : IDisposable
{
    /// <summary>Images, or pairs, of each dataset. Our choice.</summary>
    public const int DefaultNumPerSet = 4;

    private const int CardSidePx = 240;

    private readonly List<IFaceDataset> _splits = [];
    private readonly List<(FaceTask Task, VerificationSet Set)> _pairs = [];
    private readonly UseGuard _uses;
    private readonly int _numPerSet;
    private TrainingEvaluation? _lastEvaluation;
    private PreviewView? _lastView;

    /// <summary>Opens the test splits and verification sets that are there.</summary>
    /// <param name="dataRoot">The folder that holds <c>300W</c>, <c>MORPH2</c> and so on.</param>
    /// <param name="tasks">Tasks to show; those without a test split below the folder are left out.</param>
    /// <param name="layout">The layout of the datasets; null recognises each dataset's own.</param>
    /// <param name="numPerSet">Images, or pairs, of each dataset.</param>
    /// <param name="registry">Knows the datasets; null takes <see cref="DatasetRegistry.Known"/>.</param>
    /// <exception cref="DatasetException">A dataset is broken.</exception>
    public PreviewSamples(
        string dataRoot,
        IEnumerable<FaceTask> tasks,
        DatasetLayout? layout = null,
        int numPerSet = DefaultNumPerSet,
        DatasetRegistry? registry = null)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numPerSet);
        _numPerSet = numPerSet;
        _uses = new UseGuard(this);
        registry ??= DatasetRegistry.Known;
        var found = registry.FindTasks(dataRoot);
        try
        {
            foreach (var task in tasks)
            {
                if (task.Definition.IsScoredOnPairs)
                {
                    _pairs.AddRange(
                        VerificationSet.FindAll(dataRoot).Select(path => (task, VerificationSet.Open(path))));
                }
                else if (found.Contains(task) && registry.Get(task).EvaluationSplit is { } split)
                {
                    _splits.Add(registry.Open(task, dataRoot, split, layout));
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The samples that are shown, split after split, evenly spread over each.</summary>
    public IEnumerable<(IFaceDataset Split, int Index)> Samples =>
        _splits.SelectMany(split => IndicesOf(split), (split, index) => (split, index));

    /// <summary>The verification pairs that are shown, set after set.</summary>
    public IEnumerable<(VerificationSet Set, int Pair)> Pairs =>
        _pairs.SelectMany(entry => PairsOf(entry.Set), (entry, pair) => (entry.Set, pair));

    /// <summary>
    /// What the model of an evaluation makes of the images; all who ask about one evaluation share a look.
    /// </summary>
    /// <param name="evaluation">The evaluation.</param>
    public PreviewView Look(TrainingEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        if (_lastView is null || !ReferenceEquals(_lastEvaluation, evaluation))
        {
            (_lastEvaluation, _lastView) = (evaluation, Look(evaluation.Model));
        }

        return _lastView;
    }

    /// <summary>
    /// What a model makes of the images; it is in its former mode afterwards. Sets that cannot be read are left out.
    /// </summary>
    /// <param name="model">A model that holds the tasks.</param>
    public PreviewView Look(IFaceModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var use = _uses.Enter();
        using var engine = new TorchEngine(model);
        var cards = new List<PredictionCard>();
        var preferences = new List<LayerPreference>();
        foreach (var split in _splits)
        {
            var chosen = ReadOrNone(() => IndicesOf(split)
                .Select(index => SampleGuard.Read(split, index))
                .ToArray());
            if (chosen.Length == 0)
            {
                continue;
            }

            var transform = TransformFor(model, split.Task);
            var prepared = Array.ConvertAll(chosen, sample => Prepare(sample, transform));
            var predictions = PreparedPredictor.Predict(engine, split.Task, prepared);
            cards.AddRange(chosen.Zip(predictions, (sample, prediction) => Card(split, sample, prediction)));
            if (model is FaceptorModel faceptor && UsesLayerAttention(faceptor, split.Task))
            {
                preferences.Add(ReadPreference(faceptor, split.Task, prepared));
            }
        }

        foreach (var (task, set) in _pairs)
        {
            cards.AddRange(ReadOrNone(() => PairsOf(set)
                .Select(pair => PairCard(engine, task, set, pair))
                .ToArray()));
        }

        return new PreviewView(cards, preferences);
    }

    /// <summary>Closes files that datasets keep open.</summary>
    public void Dispose()
    {
        if (!_uses.Close())
        {
            return;
        }

        foreach (var split in _splits)
        {
            (split as IDisposable)?.Dispose();
        }
    }

    private ImmutableArray<int> IndicesOf(IFaceDataset split) => Subset.SpreadIndices(split.Count, _numPerSet);

    private IEnumerable<int> PairsOf(VerificationSet set) => PreviewChoice.FirstPairs(set, _numPerSet);

    // Scoring says what cannot be read; cards for people to look at must not end a run.
    private static T[] ReadOrNone<T>(Func<T[]> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is DatasetException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool UsesLayerAttention(FaceptorModel model, FaceTask task) =>
        model.Options.LayerAttention.Any(entry => entry.IsOn && entry.Task.Equals(task));

    private static ISampleTransform TransformFor(IFaceModel model, FaceTask task) =>
        SampleTransforms.ForEvaluation(
            model.Tasks.FirstOrDefault(task.Equals) ?? task, model.InputSidePx(task), model.Options.Normalization);

    private static PreparedImage Prepare(FaceSample sample, ISampleTransform transform)
    {
        var planes = new float[3 * transform.SidePx * transform.SidePx];
        var prepared = SampleGuard.Prepare(transform, sample, new SeededRandom(), planes, () => sample.Name);
        return new PreparedImage(sample.Image, prepared.Warp, planes);
    }

    private static PredictionCard Card(IFaceDataset split, FaceSample sample, FacePrediction prediction) => new(
        $"{split.Task.DatasetName} {split.Split}",
        LabelComparison.Of(split.Task, sample.Label, prediction),
        [TruthOverlay.Draw(split.Task, sample, prediction, CardSidePx)])
    {
        Legend = TruthOverlay.Legend(split.Task.Family),
    };

    private static PredictionCard PairCard(TorchEngine engine, FaceTask task, VerificationSet set, int pair)
    {
        ImmutableArray<RgbImage> images = [set.ReadImage(2 * pair), set.ReadImage((2 * pair) + 1)];
        var transform = TransformFor(engine.Model, task);
        var predictions = PreparedPredictor.Predict(
            engine, task, [.. images.Select(image => PrepareIdentity(image, transform))]);
        var similarity = predictions[0].Identities[0].SimilarityTo(predictions[1].Identities[0]);
        return new PredictionCard(
            $"verification {set.Name}", LabelComparison.OfPair(set.IsSame(pair), similarity), images);
    }

    // As in scoring, the plain and the mirrored face count.
    private static PreparedImage PrepareIdentity(RgbImage image, ISampleTransform transform)
    {
        var plain = Prepare(new FaceSample("plain", image, new IdentityLabel(0)), transform);
        var mirrored = Prepare(
            new FaceSample("mirrored", ImageRegion.Mirror(image), new IdentityLabel(0)), transform);
        return plain with { Views = [.. plain.Views, .. mirrored.Views] };
    }

    private static LayerPreference ReadPreference(
        FaceptorModel model, FaceTask task, PreparedImage[] prepared)
    {
        var wasTraining = model.training;
        model.eval();
        try
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var side = prepared[0].Warp.SidePx;
            var images = empty(                                                                     // [B, 3, S, S]
                prepared.Length, 3, side, side, dtype: ScalarType.Float32, device: CPU);
            var bytes = images.bytes;
            foreach (var (place, image) in prepared.Index())
            {
                var source = MemoryMarshal.AsBytes(image.Views[0].AsSpan());
                source.CopyTo(bytes[(place * source.Length)..]);
            }

            return LayerPreference.Read(model, images.to(model.EncoderParameters[0].device), task);
        }
        finally
        {
            model.train(wasTraining);
        }
    }
}

/// <summary>What a model makes of held-out images.</summary>
/// <param name="Cards">Predictions, those of one dataset in a row.</param>
/// <param name="Preferences">
/// For each task that uses Layer-Attention, how it divides its attention among encoder blocks; empty without any.
/// </param>
internal sealed record PreviewView(
    IReadOnlyList<PredictionCard> Cards, IReadOnlyList<LayerPreference> Preferences);
