using Faceptor.Core.Tasks;
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
            var whole = FaceDatasets.Open(task, root, FaceDatasets.GetEvaluationSplit(task)!);
            Assert.All(FaceDatasets.GetSubsets(task), name =>
            {
                var part = FaceDatasets.Open(task, root, name);

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
        var whole = FaceDatasets.Open(FaceTasks.Landmarks300W, Expected.Root, "valid");

        var indices = FaceDatasets.GetSubsets(FaceTasks.Landmarks300W).SelectMany(
            name => SubsetIndices.Find(whole, FaceDatasets.Open(whole.Task, Expected.Root, name))!.Value);

        Assert.Equal(Enumerable.Range(0, whole.Count), indices.Order());
    }

    [Fact]
    public void A_sample_that_is_not_in_the_longer_list_or_only_once_gives_nothing()
    {
        var whole = FaceDatasets.Open(FaceTasks.LandmarksWflw, Expected.Root, "test");
        var train = FaceDatasets.Open(FaceTasks.LandmarksWflw, Expected.Root, "train");

        Assert.Null(SubsetIndices.Find(whole, train));
        Assert.Null(SubsetIndices.Find(whole, new DatasetPart(whole, [2, 2])));
        Assert.Equal([2, 1], SubsetIndices.Find(whole, new DatasetPart(whole, [2, 1]))!.Value);
    }
}
