using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Core.Tensors;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Data.Imaging;
using Faceptor.Data.Loading;
using Faceptor.Inference;
using Faceptor.Inference.Drawing.Labels;
using Faceptor.Inference.Predictions;
using Faceptor.Models;
using Faceptor.Training.Progress;
using static TorchSharp.torch;

namespace Faceptor.Training.Sessions;

/// <summary>
/// A few pictures of every test split, always the same ones, that a model is shown again and again to see how it
/// learns.
/// </summary>
/// <remarks>
/// They are prepared as evaluation prepares them, so what is seen is what is scored. Pictures are read anew at each
/// look: a few files against hundreds of megabytes of memory.
/// </remarks>
public sealed class HeldOutPictures : IDisposable
{
    /// <summary>Pictures, or pairs, of each dataset. Our choice.</summary>
    public const int DefaultNumPerSet = 4;

    private const int CardSidePx = 240;

    private readonly List<IFaceDataset> _splits = [];
    private readonly List<(FaceTask Task, VerificationSet Set)> _pairs = [];
    private readonly UseGuard _uses;
    private readonly int _numPerSet;
    private TrainingEvaluation? _lastEvaluation;
    private HeldOutView? _lastView;

    /// <summary>Opens the test splits and verification sets that are there.</summary>
    /// <param name="dataRoot">The folder that holds <c>300W</c>, <c>MORPH2</c> and so on.</param>
    /// <param name="tasks">Tasks to show; those without a test split below the folder are left out.</param>
    /// <param name="layout">The layout of the datasets; null recognises each dataset's own.</param>
    /// <param name="numPerSet">Pictures, or pairs, of each dataset.</param>
    /// <param name="registry">Knows the datasets; null takes <see cref="DatasetRegistry.Known"/>.</param>
    /// <exception cref="DatasetException">A dataset is broken.</exception>
    public HeldOutPictures(
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
    /// What the model of an evaluation makes of the pictures; all who ask about one evaluation share a look.
    /// </summary>
    /// <param name="evaluation">The evaluation.</param>
    public HeldOutView Look(TrainingEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        if (_lastView is null || !ReferenceEquals(_lastEvaluation, evaluation))
        {
            (_lastEvaluation, _lastView) = (evaluation, Look(evaluation.Model));
        }

        return _lastView;
    }

    /// <summary>
    /// What a model makes of the pictures; it is in its former mode afterwards. Sets that cannot be read are left out.
    /// </summary>
    /// <param name="model">A model that holds the tasks.</param>
    public HeldOutView Look(IFaceModel model)
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

            var preparer = PreparerFor(model, split.Task);
            var prepared = Array.ConvertAll(chosen, sample => Prepare(sample, preparer));
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

        return new HeldOutView(cards, preferences);
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

    private ImmutableArray<int> IndicesOf(IFaceDataset split) => DatasetPart.SpreadIndices(split.Count, _numPerSet);

    private IEnumerable<int> PairsOf(VerificationSet set) => HeldOutChoice.SpreadPairs(set, _numPerSet);

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

    private static ISamplePreparer PreparerFor(IFaceModel model, FaceTask task) =>
        SamplePreparers.ForEvaluation(task, model.InputSidePx(task), model.Options.Normalization);

    private static PreparedPicture Prepare(FaceSample sample, ISamplePreparer preparer)
    {
        var planes = new float[3 * preparer.SidePx * preparer.SidePx];
        var prepared = SampleGuard.Prepare(preparer, sample, new SeededRandom(), planes, () => sample.Name);
        return new PreparedPicture(sample.Image, prepared.Warp, planes);
    }

    private static PredictionCard Card(IFaceDataset split, FaceSample sample, FacePrediction prediction) => new(
        $"{split.Task.DatasetName} {split.Split}",
        Judgement.Of(split.Task, sample.Label, prediction),
        [TruthOverlay.Draw(split.Task, sample, prediction, CardSidePx)])
    {
        Legend = TruthOverlay.Legend(split.Task.Family),
    };

    private static PredictionCard PairCard(TorchEngine engine, FaceTask task, VerificationSet set, int pair)
    {
        ImmutableArray<RgbImage> pictures = [set.ReadImage(2 * pair), set.ReadImage((2 * pair) + 1)];
        var preparer = PreparerFor(engine.Model, task);
        var predictions = PreparedPredictor.Predict(
            engine, task, [.. pictures.Select(picture => PrepareIdentity(picture, preparer))]);
        var similarity = predictions[0].Identities[0].SimilarityTo(predictions[1].Identities[0]);
        return new PredictionCard(
            $"verification {set.Name}", Judgement.OfPair(set.IsSame(pair), similarity), pictures);
    }

    // As in scoring, the plain and the mirrored face count.
    private static PreparedPicture PrepareIdentity(RgbImage picture, ISamplePreparer preparer)
    {
        var plain = Prepare(new FaceSample("plain", picture, new IdentityLabel(0)), preparer);
        var mirrored = Prepare(
            new FaceSample("mirrored", ImageRegion.Mirror(picture), new IdentityLabel(0)), preparer);
        return plain with { Views = [.. plain.Views, .. mirrored.Views] };
    }

    private static LayerPreference ReadPreference(
        FaceptorModel model, FaceTask task, PreparedPicture[] pictures)
    {
        var wasTraining = model.training;
        model.eval();
        try
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var side = pictures[0].Warp.SidePx;
            var images = empty(                                                                     // [B, 3, S, S]
                pictures.Length, 3, side, side, dtype: ScalarType.Float32, device: CPU);
            var bytes = images.bytes;
            foreach (var (place, picture) in pictures.Index())
            {
                var source = MemoryMarshal.AsBytes(picture.Views[0].AsSpan());
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
