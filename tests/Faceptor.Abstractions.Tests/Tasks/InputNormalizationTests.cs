namespace Faceptor.Abstractions.Tests.Tasks;

public sealed class InputNormalizationTests
{
    [Fact]
    public void The_released_one_is_CLIP_for_dense_tasks_and_a_half_for_the_others()
    {
        Assert.All(FaceTasks.All, task => Assert.Equal(
            task.IsDense ? ChannelNormalization.Clip : ChannelNormalization.Half,
            InputNormalization.Released.Of(task.Family)));
    }

    [Fact]
    public void With_changes_one_family_and_is_found_as_a_difference()
    {
        FaceTask[] tasks = [.. FaceTasks.All];
        foreach (var family in Enum.GetValues<TaskFamily>())
        {
            var numbers = new ChannelNormalization { Mean = [0, 0, 0], Std = [1, 1, 1] };

            var changed = InputNormalization.Released.With(family, numbers);

            Assert.Same(numbers, changed.Of(family));
            Assert.Equal([family], changed.DifferencesTo(InputNormalization.Released, tasks));
            Assert.Empty(changed.DifferencesTo(
                InputNormalization.Released, tasks.Where(task => task.Family != family)));
        }
    }

    [Fact]
    public void Equal_numbers_are_equal_whoever_holds_them()
    {
        var again = new ChannelNormalization { Mean = [0.5, 0.5, 0.5], Std = [0.5, 0.5, 0.5] };

        Assert.Equal(ChannelNormalization.Half, again);
        Assert.Equal(ChannelNormalization.Half.GetHashCode(), again.GetHashCode());
        Assert.NotEqual(ChannelNormalization.Half, again with { Std = [0.5, 0.5, 0.51] });
        Assert.NotEqual(ChannelNormalization.Half, again with { Mean = [0.5, 0.5] });
        Assert.NotEqual(ChannelNormalization.Half, again with { Mean = default });
        Assert.Equal(InputNormalization.Released, InputNormalization.Released with { Age = again });
    }

    [Theory]
    [InlineData(new[] { 0.5, 0.5, 0.5 }, new[] { 0.5, 0.5, 0 }, "Std is [0.5, 0.5, 0]")]
    [InlineData(new[] { 0.5, 0.5, 0.5 }, new[] { 0.5, -0.5, 0.5 }, "Std is [0.5, -0.5, 0.5]")]
    [InlineData(new[] { 0.5, 0.5, 0.5 }, new[] { double.NaN, 0.5, 0.5 }, "Std is [NaN, 0.5, 0.5]")]
    [InlineData(new[] { 0.5, 0.5, 0.5 }, new[] { 0.5, 0.5, double.PositiveInfinity }, "Std is [0.5, 0.5, Infinity]")]
    [InlineData(new[] { 0.5, 0.5, 0.5 }, new[] { 1e-9, 0.5, 0.5 }, "expected 3 numbers (red, green, blue) from 0.001")]
    [InlineData(new[] { 127.5, 127.5, 127.5 }, new[] { 0.5, 0.5, 0.5 }, "Mean is [127.5, 127.5, 127.5]")]
    [InlineData(new[] { 0.5, 0.5 }, new[] { 0.5, 0.5, 0.5 }, "Mean is [0.5, 0.5], expected 3 numbers")]
    [InlineData(new double[0], new[] { 0.5, 0.5, 0.5, 0.5 }, "Std is [0.5, 0.5, 0.5, 0.5], expected 3 numbers")]
    public void Numbers_that_cannot_work_are_named(double[] mean, double[] std, string problem)
    {
        var normalization = InputNormalization.Released with
        {
            Identity = new ChannelNormalization { Mean = [.. mean], Std = [.. std] },
        };

        var problems = normalization.Problems("Normalization").ToArray();

        Assert.Contains(problems, text => text.Contains(problem, StringComparison.Ordinal));
        Assert.All(problems, text => Assert.StartsWith("Normalization.Identity.", text, StringComparison.Ordinal));
        Assert.Empty(InputNormalization.Released.Problems("Normalization"));
    }

    [Fact]
    public void A_missing_family_and_endless_lists_are_problems_of_bounded_length()
    {
        var normalization = InputNormalization.Released with
        {
            Age = null!,
            Parsing = new ChannelNormalization { Mean = [.. new double[100_000]], Std = default },
        };

        var problems = normalization.Problems("N").ToArray();

        Assert.Equal(3, problems.Length);
        Assert.Contains(problems, text => text.StartsWith("N.Age is null", StringComparison.Ordinal));
        Assert.All(problems, text => Assert.InRange(text.Length, 1, 150));
    }

    [Fact]
    public void The_text_puts_families_with_the_same_numbers_together()
    {
        Assert.Equal(
            "landmarks, parsing: CLIP's mean [0.4815, 0.4578, 0.4082], std [0.2686, 0.2613, 0.2758]; "
            + "age, expression, attributes, identity: mean [0.5, 0.5, 0.5], std [0.5, 0.5, 0.5]",
            InputNormalization.Released.ToString());
    }
}
