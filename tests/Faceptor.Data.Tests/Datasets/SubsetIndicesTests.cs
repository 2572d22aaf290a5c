using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

public sealed class SubsetIndicesTests
{
    [Theory]
    [InlineData("landmarks/300w")]
    [InlineData("landmarks/wflw")]
    public void Every_sample_of_a_subset_is_found_in_the_test_split_of_both_layouts(string id)
    {
        var task = FaceTasks.Get(id);
        foreach (var root in new[] { Expected.Root, SampleChecks.Distributed })
        {
            var whole = DatasetRegistry.Known.Open(task, root, DatasetRegistry.Known.Get(task).EvaluationSplit!);
            Assert.All(DatasetRegistry.Known.Get(task).Subsets, name =>
            {
                var part = DatasetRegistry.Known.Open(task, root, name);

                var indices = SubsetIndices.Find(whole, part)!.Value;

                Assert.Equal(part.Count, indices.Distinct().Count());
                Assert.All(indices.Zip(Enumerable.Range(0, part.Count)), pair => Assert.Equal(
                    ((LandmarkLabel)part.ReadLabel(pair.Second)).Points,
                    ((LandmarkLabel)whole.ReadLabel(pair.First)).Points));
            });
        }
    }

    [Fact]
    public void The_two_parts_of_300W_make_its_full_set()
    {
        var whole = DatasetRegistry.Known.Open(FaceTasks.Landmarks300W, Expected.Root, "valid");

        var indices = DatasetRegistry.Known.Get(FaceTasks.Landmarks300W).Subsets.SelectMany(
            name => SubsetIndices.Find(whole, DatasetRegistry.Known.Open(whole.Task, Expected.Root, name))!.Value);

        Assert.Equal(Enumerable.Range(0, whole.Count), indices.Order());
    }

    [Fact]
    public void A_sample_that_is_not_in_the_longer_list_or_only_once_gives_nothing()
    {
        var whole = DatasetRegistry.Known.Open(FaceTasks.LandmarksWflw, Expected.Root, "test");
        var train = DatasetRegistry.Known.Open(FaceTasks.LandmarksWflw, Expected.Root, "train");

        Assert.Null(SubsetIndices.Find(whole, train));
        Assert.Null(SubsetIndices.Find(whole, new Subset(whole, [2, 2])));
        Assert.Equal([2, 1], SubsetIndices.Find(whole, new Subset(whole, [2, 1]))!.Value);
    }
}
