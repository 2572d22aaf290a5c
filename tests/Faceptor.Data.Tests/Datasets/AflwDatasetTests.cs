using Faceptor.Data.Datasets;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Tests.Datasets;

public sealed class AflwDatasetTests
{
    [Fact]
    public void The_file_may_say_how_many_faces_are_for_training()
    {
        using var root = new TemporaryFolder();
        Write(root, numTraining: 2);

        Assert.Equal(2, new AflwDataset(root.Path, "train").Count);
        Assert.Equal(1, new AflwDataset(root.Path, "test_full").Count);
        Assert.Equal(2, new AflwDataset(root.Path, "test_full", numTrainingFaces: 1).Count);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(1e12)]
    public void A_number_of_training_faces_that_is_none_is_reported(double numTraining)
    {
        using var root = new TemporaryFolder();
        Write(root, numTraining);

        var error = Assert.Throws<DatasetException>(() => new AflwDataset(root.Path, "train"));

        Assert.Contains("'num_train': expected one whole number", error.Message, StringComparison.Ordinal);
    }

    // Three faces.
    private static void Write(TemporaryFolder root, double numTraining) => MatlabFileWriter.Write(
        root.Combine("AFLWinfo_release.mat"),
        MatlabFileWriter.Numbers("bbox", 3, 4, (_, column) => column % 2 == 0 ? 10 : 90),
        MatlabFileWriter.Numbers("data", 3, 38, (row, column) => 20 + row + column),
        MatlabFileWriter.Numbers("mask_new", 3, 19, (_, _) => 1),
        MatlabFileWriter.Texts("nameList", ["0/a.jpg", "2/b.jpg", "3/c.jpg"]),
        MatlabFileWriter.Numbers("ra", 1, 3, (_, place) => 3 - place),
        MatlabFileWriter.Numbers("num_train", 1, 1, (_, _) => numTraining));
}
