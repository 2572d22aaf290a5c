using System.Globalization;
using Faceptor.Cli.Predicting;
using Faceptor.Data.Datasets;
using Faceptor.Data.Loading;
using Faceptor.Evaluation.Sheets;
using Faceptor.Imaging;
using Faceptor.Imaging.Drawing;
using Faceptor.Inference;
using Faceptor.Training.Sessions;

namespace Faceptor.Cli.Quickstart;

/// <summary>Predicts images that training has not seen, and puts them beside their labels.</summary>
internal sealed class PreviewPredictions(FaceAnalyzer analyzer, PreviewSamples images, string outputFolder)
{
    /// <summary>Predicts, writes the files and returns the cards.</summary>
    /// <param name="report">Told (done, total).</param>
    /// <param name="cancellationToken">Stops between images.</param>
    public IReadOnlyList<PredictionCard> Predict(Action<long, long> report, CancellationToken cancellationToken)
    {
        Func<PredictionCard>[] work =
        [
            .. images.Samples.Select(sample => (Func<PredictionCard>)(() => Card(sample.Split, sample.Index))),
            .. images.Pairs.Select(pair => (Func<PredictionCard>)(() => Card(pair.Set, pair.Pair))),
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

    private PredictionCard Card(IFaceDataset split, int index)
    {
        var sample = SampleGuard.Read(split, index);
        var name = $"{split.Task.Id.Replace('/', '_')}-{index.ToString("D4", CultureInfo.InvariantCulture)}";
        var request = sample.Label is LandmarkLabel { Box: var box }
            ? new AnalysisRequest(sample.Image, name) { Boxes = [box] }
            : new AnalysisRequest(sample.Image, name) { IsCropped = true };
        var analysis = analyzer.Analyze([request])[0];
        var prediction = analysis.Faces[0];
        ResultFiles.Write(outputFolder, name, sample.Image, analysis);
        return new PredictionCard(
            split.Task.DatasetName,
            LabelComparison.Of(split.Task, sample.Label, prediction),
            [Overlay.DrawFaces(sample.Image, [prediction])]);
    }

    private PredictionCard Card(VerificationSet set, int pair)
    {
        var (first, second) = (set.ReadImage(2 * pair), set.ReadImage((2 * pair) + 1));
        var similarity = Identity(first).SimilarityTo(Identity(second));
        return new PredictionCard(
            $"verification {set.Name}", LabelComparison.OfPair(set.IsSame(pair), similarity), [first, second]);
    }

    private IdentityPrediction Identity(RgbImage image) =>
        analyzer.AnalyzeCropped(image, analyzer.Tasks.Where(task => task.Definition.IsScoredOnPairs)).Identities[0];
}
