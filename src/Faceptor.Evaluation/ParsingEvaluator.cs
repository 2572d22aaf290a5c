using System.Numerics;
using Faceptor.Core.Heads;
using Faceptor.Core.Tensors;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Baselines;
using Faceptor.Evaluation.Metrics;
using Faceptor.Models;
using static TorchSharp.torch;

namespace Faceptor.Evaluation;

/// <summary>
/// Scores parsing at the label map's size: mean F1 without the background, then F1 of each class. Baseline: at every
/// pixel the class that is most frequent there in training.
/// </summary>
internal sealed class ParsingEvaluator : IFaceEvaluator
{
    private const float StepsPerPixel = 32;

    /// <inheritdoc/>
    public IReadOnlyList<MetricRecord> Evaluate(
        IFaceModel model, IEvaluationSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var numClasses = source.Task.Labels.Length;
        var majority = LearnedBaseline<PixelMajority>.Of(source, () => new PixelMajority(
            EvaluationPass.TrainingLabels<ParsingLabel>(source).Select(label => label.Map), numClasses));
        var splits = new SplitScores<Counts>(source, () => new Counts(numClasses, majority.Problem));
        using var pass = new EvaluationPass(model, source.Task);
        pass.Run(
            source,
            (logits, batch) =>
            {
                for (var sample = 0; sample < batch.Samples.Length; sample++)
                {
                    var (name, label, transform) = batch.Samples[sample];
                    var map = EvaluationPass.LabelOf<ParsingLabel>(label, source.Task, name).Map;
                    var maps = logits.narrow(0, sample, 1);                                       // [1, K, h, w]
                    var predicted = ClassesInImage(maps, map, batch.SidePx, transform);
                    var usual = majority.IsKnown ? majority.Answer.At(map.Width, map.Height) : null;
                    splits.AddNext(counts => counts.Add(map.Classes, predicted, usual));
                }
            },
            cancellationToken);
        return splits.Records(source, (split, counts) =>
        {
            MetricRecord Record(string metric, Func<ConfusionMatrix, double> of) =>
                counts.Matrices.Record(source, split, metric, of, true, counts.NumImages);

            return
            [
                Record("f1/mean", matrix => matrix.MeanForegroundF1),
                .. source.Task.Labels.Select((name, index) => Record($"f1/{name}", matrix => matrix.F1(index))),
            ];
        });
    }

    // Outside the network's square every logit is 0, so that the first class, the background, wins there.
    private static byte[] ClassesInImage(Tensor logits, LabelMap map, int sidePx, IImageTransform? transform)
    {
        using var scope = NewDisposeScope();
        var inImage = transform is null
            ? MapResizing.Bilinear(logits, map.Height, map.Width)                                 // [1, K, H, W]
            : nn.functional.grid_sample(
                MapResizing.Bilinear(logits, sidePx, sidePx),
                Grid(map, sidePx, transform, logits.device),
                mode: GridSampleMode.Bilinear,
                padding_mode: GridSamplePaddingMode.Zeros,
                align_corners: false);                                                            // [1, K, H, W]
        return inImage.argmax(1).to_type(ScalarType.Byte).ToNumbers<byte>();
    }

    // For every pixel of the image its place in the square, in the -1..1 coordinates of grid_sample.
    // Released configuration: places are rounded to 1/32 pixel, as OpenCV's remap does.
    private static Tensor Grid(LabelMap map, int sidePx, IImageTransform transform, Device device)
    {
        var places = new float[map.Height * map.Width * 2];
        for (var y = 0; y < map.Height; y++)
        {
            for (var x = 0; x < map.Width; x++)
            {
                var place = transform.ToNetwork(new Vector2(x, y));
                var at = 2 * ((y * map.Width) + x);
                places[at] = (((2 * Rounded(place.X)) + 1) / sidePx) - 1;
                places[at + 1] = (((2 * Rounded(place.Y)) + 1) / sidePx) - 1;
            }
        }

        return tensor(places, [1, map.Height, map.Width, 2], device: device);
    }

    private static float Rounded(float place) => MathF.Round(place * StepsPerPixel) / StepsPerPixel;

    private sealed class Counts(int numClasses, string? baselineProblem)
    {
        public WithBaseline<ConfusionMatrix> Matrices { get; } =
            WithBaseline<ConfusionMatrix>.Start(() => new ConfusionMatrix(numClasses), baselineProblem);

        public long NumImages { get; private set; }

        public void Add(byte[] truth, byte[] predicted, byte[]? usual)
        {
            Matrices.Model.Add(truth, predicted);
            if (usual is not null)
            {
                Matrices.Baseline.Add(truth, usual);
            }

            NumImages++;
        }
    }
}
