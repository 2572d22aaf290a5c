using System.Globalization;
using Faceptor.Cli.Commands;
using Faceptor.Core.Tasks;
using Faceptor.Data.Datasets;
using Faceptor.Data.Imaging;
using Faceptor.Inference;
using Faceptor.Inference.Drawing;
using Faceptor.Inference.Predictions;

namespace Faceptor.Cli.Quickstart;

/// <summary>Predicts pictures that training has not seen, and puts them beside their labels.</summary>
internal sealed class HeldOutPredictions(FacePredictor predictor, string dataRoot, string outputFolder, int numPerSet)
{
    private const int CardSidePx = 320;

    /// <summary>Predicts, writes the files and returns the cards.</summary>
    /// <param name="report">Told (done, total).</param>
    /// <param name="cancellationToken">Stops between pictures.</param>
    public IReadOnlyList<PredictionCard> Predict(Action<long, long> report, CancellationToken cancellationToken)
    {
        var splits = predictor.Tasks
            .Where(task => FaceDatasets.GetEvaluationSplit(task) is not null)
            .Select(task => FaceDatasets.Open(task, dataRoot, FaceDatasets.GetEvaluationSplit(task)!))
            .ToArray();
        var pairs = predictor.Tasks.Any(task => task.Family == TaskFamily.Identity)
            ? FaceDatasets.FindVerificationSets(dataRoot).Select(VerificationSet.Open).ToArray()
            : [];
        Func<PredictionCard>[] work =
        [
            .. splits.SelectMany(
                split => Spread(split.Count), (split, index) => (Func<PredictionCard>)(() => Card(split, index))),
            .. pairs.SelectMany(SpreadPairs, (set, pair) => (Func<PredictionCard>)(() => Card(set, pair))),
        ];
        var cards = new List<PredictionCard>(work.Length);
        foreach (var predict in work)
        {
            cancellationToken.ThrowIfCancellationRequested();
            cards.Add(predict());
            report(cards.Count, work.Length);
        }

        return cards;
    }

    private IEnumerable<int> Spread(int count) =>
        Enumerable.Range(0, Math.Min(numPerSet, count))
            .Select(place => (int)((long)place * count / Math.Min(numPerSet, count)));

    // Sets list pairs of one person and of two in runs, so an even spread could miss one kind.
    private IEnumerable<int> SpreadPairs(VerificationSet set)
    {
        var all = Enumerable.Range(0, set.NumPairs).ToLookup(set.IsSame);
        return all[true].Take((numPerSet + 1) / 2).Concat(all[false].Take(numPerSet / 2));
    }

    private PredictionCard Card(IFaceDataset split, int index)
    {
        var sample = split.Read(index);
        var prediction = predictor.Predict(sample.Image, (sample.Label as LandmarkLabel)?.Box);
        var name = $"{split.Task.Id.Replace('/', '_')}-{index.ToString("D4", CultureInfo.InvariantCulture)}";
        PredictCommand.Write(outputFolder, name, sample.Image, prediction);
        var (truth, predicted, isRight) = Judgement.Of(split.Task, sample.Label, prediction);
        return new PredictionCard(
            split.Task.DatasetName, truth, predicted, isRight, Encode(Overlay.Draw(sample.Image, prediction)));
    }

    private PredictionCard Card(VerificationSet set, int pair)
    {
        var (first, second) = (set.ReadImage(2 * pair), set.ReadImage((2 * pair) + 1));
        var similarity = Identity(first).SimilarityTo(Identity(second));
        return new PredictionCard(
            $"verification {set.Name}",
            set.IsSame(pair) ? "one person" : "two persons",
            string.Create(CultureInfo.InvariantCulture, $"similarity {similarity:F2}"),
            null,
            Encode(first),
            Encode(second));
    }

    private IdentityPrediction Identity(RgbImage picture) => predictor.Predict(picture).Identities[0];

    private static byte[] Encode(RgbImage image)
    {
        var scale = Math.Min(1, (double)CardSidePx / Math.Max(image.Width, image.Height));
        var small = scale < 1
            ? Resize.BilinearAntialiased(
                image, (int)Math.Round(image.Width * scale), (int)Math.Round(image.Height * scale))
            : image;
        return ImageCodec.EncodeJpeg(small, 85);
    }
}
