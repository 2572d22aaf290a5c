using Faceptor.Imaging;
using Faceptor.Models;
using Faceptor.Models.Weights;

namespace Faceptor.Cli.Tests.Commands;

/// <summary>Names that mean something to other programs are files to this one.</summary>
[Collection(TorchCollection.Name)]
public sealed class PredictNameTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _before = Directory.GetCurrentDirectory();

    public void Dispose()
    {
        Directory.SetCurrentDirectory(_before);
        _folder.Dispose();
    }

    [Fact]
    public void A_name_that_begins_with_an_at_sign_is_a_file()
    {
        File.WriteAllBytes(_folder.File("@handle.png"), ImageCodec.EncodePng(new RgbImage(64, 64)));
        var options = FaceptorPresets.Small with
        {
            Tasks = [FaceTasks.AgeMorph2],
            EncoderDim = 48,
            EncoderBlocks = 1,
            DecoderLayers = 1,
        };
        using (var model = FaceptorModelFactory.Create(options, seed: 1))
        {
            FaceptorWeights.Save(model, _folder.File("@weights.safetensors"));
        }

        Directory.SetCurrentDirectory(_folder.Path);
        CliRunner.Run("predict", "@handle.png", "--cropped", "--weights", "@weights.safetensors", "--out", "@seen").RequireGood();
        var missing = CliRunner.Run("data", "check", "@nowhere").RequireOneLine(FaceptorApp.Failed);

        Assert.True(File.Exists(_folder.File("@seen/@handle.json")));
        Assert.Contains("@nowhere: the folder for datasets does not exist", missing, StringComparison.Ordinal);
    }
}
