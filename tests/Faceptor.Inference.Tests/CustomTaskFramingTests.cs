using System.Globalization;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets.Custom;
using Faceptor.Evaluation.Sheets;
using Faceptor.Imaging;
using Faceptor.Models;

namespace Faceptor.Inference.Tests;

/// <summary>
/// A custom task is predicted on what it was trained and is evaluated on: the same image with the same box gives the
/// same answer, to the last bit.
/// </summary>
public sealed class CustomTaskFramingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<TaskFamily, string> Cases
    {
        get
        {
            var cases = new TheoryData<TaskFamily, string>();
            foreach (var family in Enum.GetValues<TaskFamily>())
            {
                cases.Add(family, "20,15,71,88");
                cases.Add(family, "-12.5,30.4,50.5,140");
                if (family != TaskFamily.Landmarks)
                {
                    cases.Add(family, ",,,");
                }
            }

            return cases;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Evaluation_and_prediction_answer_alike(TaskFamily family, string box)
    {
        var task = new FaceTask(
            $"{family.ToString().ToLowerInvariant()}/mine",
            family,
            "mine",
            FamilyDefinition.Of(family).UsualLabels ?? ["one", "two", "three"]);
        using var engine = new TorchEngine(TinyModels.Create(task), ownsModel: true);
        using var analyzer = new FaceAnalyzer(engine);
        var image = TinyModels.Image(110, 130);
        float[] edges = box == ",,,"
            ? []
            : [.. box.Split(',').Select(edge => float.Parse(edge, CultureInfo.InvariantCulture))];

        var evaluated = Evaluate(engine, task, image, box);
        var predicted = analyzer.Predict(
            image,
            edges.Length == 0 ? null : new FaceBox(edges[1], edges[0], edges[3], edges[2]),
            TestContext.Current.CancellationToken);

        Assert.Equal(Answers(evaluated), Answers(predicted));
    }

    // What evaluation scores: the list's sample, prepared without random changes, through the network.
    private FacePrediction Evaluate(TorchEngine engine, FaceTask task, RgbImage image, string box)
    {
        File.WriteAllBytes(_folder.File("image.png"), ImageCodec.EncodePng(image));
        File.WriteAllBytes(_folder.File("mask.png"), ImageCodec.EncodePng(new LabelMap(110, 130, new byte[110 * 130])));
        var (columns, values) = task.Family switch
        {
            TaskFamily.Landmarks => ("x0,y0,x1,y1,x2,y2", "30,30,60,32,45,70"),
            TaskFamily.Parsing => ("mask", "mask.png"),
            TaskFamily.Attributes => ("one,two,three", "1,0,1"),
            TaskFamily.Age => ("age", "30"),
            TaskFamily.Expression => ("expression", "happy"),
            _ => ("identity", "anna"),
        };
        File.WriteAllLines(
            _folder.File("list.csv"), [$"path,left,top,right,bottom,{columns}", $"image.png,{box},{values}"]);
        var sample = CustomDataset.Open(task, _folder.File("list.csv")).Read(0);
        var spec = engine.InputOf(task);
        var planes = new float[3 * spec.SidePx * spec.SidePx];
        var prepared = SampleTransforms.ForEvaluation(task, spec.SidePx, engine.Model.Options.Normalization)
            .Prepare(sample, new SeededRandom(), planes);
        float[][] views = spec.Framing.AddsMirroredView
            ? [planes, [.. planes.Chunk(spec.SidePx).SelectMany(row => row.Reverse())]]
            : [planes];
        return PreparedPredictor.Predict(engine, task, [new PreparedImage(sample.Image, prepared.Warp, views)])[0];
    }

    private static double[] Answers(FacePrediction prediction) =>
    [
        .. prediction.Landmarks.SelectMany(found => found.Points).SelectMany(point => new double[] { point.X, point.Y }),
        .. prediction.Parsing.SelectMany(found => found.Map!.Classes).Select(value => (double)value),
        .. prediction.Ages.SelectMany(found => found.Probabilities),
        .. prediction.Expressions.SelectMany(found => found.Probabilities).Select(found => (double)found.Probability),
        .. prediction.Attributes.SelectMany(found => found.Attributes).Select(found => (double)found.Probability),
        .. prediction.Identities.SelectMany(found => found.Vector).Select(value => (double)value),
    ];
}
