using System.Globalization;
using Faceptor.Evaluation;
using Faceptor.Imaging;
using Faceptor.Inference;
using Faceptor.Models;

namespace Faceptor.Cli.Tests;

/// <summary>A custom task from a list with boxes: what `evaluate` scores is what `predict` answers.</summary>
[Collection(TorchCollection.Name)]
public sealed class CustomTaskFramingTests : IDisposable
{
    private const int NumTraining = 48;
    private const int NumTest = 24;
    private const int Side = 96;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_network_that_learned_box_crops_is_evaluated_and_predicted_on_them()
    {
        var faces = Write();
        File.WriteAllText(
            _folder.File("task.yaml"),
            """
            recipe: small
            numSteps: 60
            warmupSteps: 5
            augmentation: none
            tasks:
              attributes/bright:
                family: attributes
                name: Bright
                labels: [bright]
                batchSize: 16
                weight: 1
                dataset: faces.csv
            """);
        Directory.CreateDirectory(_folder.File("data"));

        CliRunner.Run(
            "train", "--data", _folder.File("data"), "--out", _folder.File("run"),
            "--config", _folder.File("task.yaml"), "--set", "model.encoderDim=48", "--set", "model.encoderHeads=4", "--set", "model.encoderBlocks=2",
            "--set", "model.decoderLayers=1", "--workers", "1", "--no-evaluation").RequireGood();
        CliRunner.Run(
            "evaluate", "--data", _folder.File("data"), "--weights", _folder.File("run/weights.safetensors"),
            "--config", _folder.File("run/recipe.yaml"), "--out", _folder.File("scores")).RequireGood();

        var evaluated = MetricsFile.Read(_folder.File("scores/metrics.json"))
            .Single(record => record.Metric == "accuracy/mean");
        using var analyzer = new FaceAnalyzer(
            TorchEngine.Load(_folder.File("run/weights.safetensors")), ownsEngine: true);
        var right = faces.Count(face => analyzer.Predict(ImageCodec.Read(_folder.File(face.Name)), face.Box)
            .Attributes[0].Attributes[0].IsPresent == face.IsBright);
        Assert.Equal(NumTest, evaluated.Samples);
        Assert.Equal(evaluated.Value, (double)right / NumTest, 1e-9);
        Assert.True(evaluated.Value > 0.9, $"{evaluated.Value}: it has learned nothing, so the test tells nothing");
    }

    // The box is bright on a dark image or the other way round, so an answer about anything but the box is wrong.
    private List<(string Name, FaceBox Box, bool IsBright)> Write()
    {
        var test = new List<(string Name, FaceBox Box, bool IsBright)>();
        var lines = new List<string> { "path,split,left,top,right,bottom,bright" };
        for (var index = 0; index < NumTraining + NumTest; index++)
        {
            var isBright = index % 2 == 0;
            var (left, top) = (4 + (index * 7 % 50), 3 + (index * 11 % 45));
            var image = new RgbImage(Side, Side);
            Array.Fill(image.Pixels, (byte)(isBright ? 30 + (index % 20) : 220 - (index % 20)));
            for (var y = top; y < top + 46; y++)
            {
                image.Row(y).Slice(left * 3, 36 * 3).Fill((byte)(isBright ? 210 : 40));
            }

            var (name, split) = ($"{index}.png", index < NumTraining ? "train" : "test");
            File.WriteAllBytes(_folder.File(name), ImageCodec.EncodePng(image));
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{name},{split},{left},{top},{left + 36},{top + 46},{(isBright ? 1 : 0)}"));
            if (split == "test")
            {
                test.Add((name, new FaceBox(top, left, top + 46, left + 36), isBright));
            }
        }

        File.WriteAllLines(_folder.File("faces.csv"), lines);
        return test;
    }
}
