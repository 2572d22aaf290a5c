using Faceptor.Detection.Onnx.Catalogue;

namespace Faceptor.Detection.Onnx.Tests.Catalogue;

public sealed class DetectorModelsTests
{
    [Fact]
    public void Every_known_detector_is_described_whole()
    {
        Assert.All(DetectorModels.Known, model =>
        {
            Assert.Matches("^[a-z0-9-]+$", model.Name);
            Assert.Matches("^[0-9a-f]{64}$", model.Sha256);
            Assert.Equal(Uri.UriSchemeHttps, model.Address.Scheme);
            Assert.InRange(model.DownloadBytes, 100_000, 300_000_000);
            Assert.NotEmpty(model.Licence);
            Assert.EndsWith(".", model.Terms, StringComparison.Ordinal);
            Assert.Equal(model.Packaging == DetectorPackaging.File, model.Member.Length == 0);
        });
        Assert.Equal(DetectorModels.Known.Length, DetectorModels.Known.Select(model => model.Sha256).Distinct().Count());
    }

    [Fact]
    public void Names_are_found_in_any_case()
    {
        Assert.Equal("yunet", DetectorModels.Find("YuNet")?.Name);
        Assert.Null(DetectorModels.Find("retinaface"));
    }

    [Fact]
    public void Terms_that_forbid_commercial_use_say_so()
    {
        Assert.All(
            DetectorModels.Known.Where(model => model.Architecture == "SCRFD"),
            model => Assert.Contains("non-commercial", model.Terms, StringComparison.Ordinal));
    }
}
