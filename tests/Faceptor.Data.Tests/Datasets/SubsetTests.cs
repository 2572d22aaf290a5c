using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

public sealed class SubsetTests
{
    private static readonly IFaceDataset Whole = DatasetRegistry.Known.Open(FaceTasks.AgeMorph2, Expected.Root, "train");

    [Fact]
    public void Spread_indices_lie_evenly_over_the_whole_list()
    {
        Assert.Equal([0, 3, 7, 10], Subset.SpreadIndices(14, 4));
        Assert.Equal([0, 1, 2], Subset.SpreadIndices(3, 100));
    }

    [Fact]
    public void A_part_keeps_the_name_of_the_split_unless_it_gets_one()
    {
        using var part = new Subset(Whole, [2, 0]);
        using var named = new Subset(Whole, [2, 0], "mine");

        Assert.Equal((Whole.Task, "train", 2), (part.Task, part.Split, part.Count));
        Assert.Equal("mine", named.Split);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(14)]
    public void A_sample_outside_the_dataset_is_refused(int index)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Subset(Whole, [0, index]));
    }
}
