using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Custom;
using Faceptor.Imaging;

namespace Faceptor.Data.Tests.Datasets.Custom;

public sealed class CustomMaskTests
{
    [Fact]
    public void Custom_masks_of_16_bits_train_the_classes_that_they_store()
    {
        using var root = new TemporaryFolder();
        var task = new FaceTask("parsing/three", TaskFamily.Parsing, "three", ["a", "b", "c"]);
        root.Write("p.png", ImageCodec.EncodePng(new RgbImage(3, 1)));
        root.Write("m.png", PngFiles.Write(3, 1, 16, 0, [0, 0, 0, 1, 0, 2]));
        root.Write("high.png", PngFiles.Write(3, 1, 16, 0, [0, 0, 0, 1, 0, 3]));
        var list = root.Write("list.csv", "path,mask\np.png,m.png\np.png,high.png\n");

        var dataset = CustomDataset.Open(task, list);

        Assert.Equal([0, 1, 2], ((ParsingLabel)dataset.Read(0).Label).Map.Classes);
        SampleChecks.AssertProblem(
            root.Combine("high.png"), null, "expected classes 0 to 2", () => dataset.Read(1));
    }
}
