using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

public sealed class ValidationSplitTests
{
    [Theory]
    [InlineData("attributes/celeba", "trainval")]
    [InlineData("parsing/lapa", "train_val")]
    [InlineData("parsing/celebamask-hq", "train_val")]
    public void A_validation_split_of_the_dataset_itself_is_held_out(string id, string whole)
    {
        var task = FaceTasks.Get(id);

        using var split = ValidationSplit.Open(task, Expected.Root);

        Assert.Equal(("train", "val"), (split.Training.Split, split.Validation.Split));
        Assert.Equal(
            Names(DatasetRegistry.Known.Open(task, Expected.Root, whole)).Order(),
            Names(split.Training).Concat(Names(split.Validation)).Order());
    }

    [Theory]
    [InlineData("age/morph2", 14, 4)]
    [InlineData("landmarks/wflw", 9, 2)]
    [InlineData("expression/affectnet", 14, 4)]
    public void Elsewhere_a_share_is_held_out_that_depends_on_the_seed_alone(string id, int count, int heldOut)
    {
        var task = FaceTasks.Get(id);

        using var split = ValidationSplit.Open(task, Expected.Root, share: 0.25, seed: 5);
        using var again = ValidationSplit.Open(task, Expected.Root, share: 0.25, seed: 5);
        using var other = ValidationSplit.Open(task, Expected.Root, share: 0.25, seed: 6);

        Assert.Equal((count - heldOut, heldOut), (split.Training.Count, split.Validation.Count));
        Assert.Equal(
            Enumerable.Range(0, count), Indices(split.Training).Concat(Indices(split.Validation)).Order());
        Assert.Equal(Indices(split.Validation), Indices(again.Validation));
        Assert.NotEqual(Indices(split.Validation), Indices(other.Validation));
    }

    [Fact]
    public void Parts_give_the_samples_of_the_whole()
    {
        var whole = DatasetRegistry.Known.Open(FaceTasks.AgeMorph2, Expected.Root, "train");

        using var split = ValidationSplit.Divide(whole, 0.3);

        var part = (Subset)split.Validation;
        Assert.All(Enumerable.Range(0, part.Count), index =>
        {
            var inWhole = part.Indices[index];
            Assert.Equal(whole.GetName(inWhole), part.GetName(index));
            Assert.Equal(whole.FindImage(inWhole), part.FindImage(index));
            Assert.Equal(whole.ReadLabel(inWhole), part.ReadLabel(index));
            Assert.Equal(whole.Read(inWhole).Image.Pixels, part.Read(index).Image.Pixels);
        });
    }

    [Fact]
    public void Each_part_has_a_sample_whatever_the_share()
    {
        var whole = DatasetRegistry.Known.Open(FaceTasks.AgeMorph2, Expected.Root, "train");

        Assert.Equal(1, ValidationSplit.Divide(whole, 1e-6).Validation.Count);
        Assert.Equal(1, ValidationSplit.Divide(whole, 1 - 1e-6).Training.Count);
    }

    [Fact]
    public void Identity_a_share_of_nothing_and_a_single_sample_are_refused()
    {
        var whole = DatasetRegistry.Known.Open(FaceTasks.AgeMorph2, Expected.Root, "train");

        Assert.Throws<ArgumentException>(() => ValidationSplit.Open(FaceTasks.IdentityMs1mV3, Expected.Root));
        Assert.Throws<OptionsException>(() => ValidationSplit.Divide(whole, 0));
        Assert.Throws<DatasetException>(() => ValidationSplit.Divide(new Subset(whole, [3])));
    }

    private static IEnumerable<string> Names(IFaceDataset dataset) =>
        Enumerable.Range(0, dataset.Count).Select(dataset.GetName);

    private static int[] Indices(IFaceDataset dataset) => [.. ((Subset)dataset).Indices];
}
