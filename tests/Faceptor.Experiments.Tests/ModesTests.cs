using System.Globalization;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Synthetic;

namespace Faceptor.Experiments.Tests;

[Collection(TorchCollection.Name)]
public sealed class ModesTests
{
    [Fact]
    public void Every_way_is_scored_on_every_dense_test_split()
    {
        using var folder = new TemporaryFolder();
        var (data, weights) = (folder.File("data"), folder.File("w.safetensors"));
        SyntheticDatasets.Write(data, new SyntheticDatasetOptions { Count = 20 });
        using (var model = FaceptorModelFactory.Create(
            FaceptorPresets.Small with { EncoderDim = 32, EncoderBlocks = 1, DecoderLayers = 1 }, seed: 1))
        {
            FaceptorWeights.Save(model, weights);
        }

        var result = ToolRunner.Run("modes", "--data", data, "--weights", weights, "--limit", "2");

        result.RequireGood();
        string[][] table =
        [
            .. result.Output.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))
                .Select(line => line.Trim('|', ' ').Split(" | ")),
        ];
        Assert.Equal(["way", "300W NME %", "300W NME %, rough box", "CelebAMask-HQ F1 %"], table[0]);
        Assert.Equal(
            ["exact, first look at 64 px", "exact, first look at 48 px", "exact, first look at 32 px", "exact, first look at 16 px"],
            table[1..5].Select(row => row[0]));
        Assert.All(table[5..], row => Assert.StartsWith("fast, crop of ", row[0], StringComparison.Ordinal));
        Assert.Equal(12, table[5..].Length);
        Assert.All(table[1..], row => Assert.All(
            row[1..], score => Assert.InRange(double.Parse(score, CultureInfo.InvariantCulture), 0, 1000)));
    }
}
