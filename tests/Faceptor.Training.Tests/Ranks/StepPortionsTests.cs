using Faceptor.Training.Ranks;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Tests.Ranks;

public sealed class StepPortionsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void Every_sample_is_in_one_portion_and_portions_are_as_even_as_can_be(int numPortions)
    {
        var options = TrainingRecipes.Full with { Portions = numPortions };
        var portions = new StepPortions(options);

        foreach (var entry in options.Tasks)
        {
            var places = Enumerable.Range(0, numPortions).Select(portion => portions.PlacesOf(entry.Task, portion).ToArray())
                .ToArray();

            Assert.Equal(Enumerable.Range(0, entry.BatchSize), places.SelectMany(own => own).Order());
            Assert.InRange(places.Max(own => own.Length) - places.Min(own => own.Length), 0, 1);
        }

        foreach (var tasks in options.Tasks.GroupBy(entry => entry.Task.IsDense))
        {
            var sizes = Enumerable.Range(0, numPortions)
                .Select(portion => tasks.Sum(entry => portions.CountOf(entry.Task, portion)))
                .ToArray();

            Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Ranks_have_neighbouring_portions_and_together_all(int numRanks)
    {
        var options = TrainingRecipes.Full with { Portions = 4 };
        var ranks = Enumerable.Range(0, numRanks).Select(rank => new StepPortions(options, rank, numRanks)).ToArray();

        Assert.Equal([0, 1, 2, 3], ranks.SelectMany(rank => rank.Own));
        Assert.All(options.Tasks, entry => Assert.Equal(
            new StepPortions(options).OwnPlaces(entry.Task), ranks.SelectMany(rank => rank.OwnPlaces(entry.Task))));
    }

    [Fact]
    public void A_portion_lies_in_the_batch_where_its_places_do()
    {
        var portions = new StepPortions(TrainingRecipes.Full with { Portions = 8 }, rank: 1, numRanks: 2);
        var places = portions.OwnPlaces(FaceTasks.AgeUtkFace);

        Assert.All(portions.Own, portion =>
        {
            var (first, length) = portions.RangeOf(FaceTasks.AgeUtkFace, portion);
            Assert.Equal(portions.PlacesOf(FaceTasks.AgeUtkFace, portion), places.Skip(first).Take(length));
        });
    }

    [Fact]
    public void Ranks_that_do_not_divide_the_portions_are_told_what_does()
    {
        var error = Assert.Throws<OptionsException>(
            () => new StepPortions(TrainingRecipes.Full with { Portions = 4 }, 0, numRanks: 3));

        Assert.Contains("3 processes cannot share the 4 portions", error.Message, StringComparison.Ordinal);
        Assert.Contains("--portions 6", error.Message, StringComparison.Ordinal);
    }
}
