using Faceptor.Experiments.Gpu;
using Faceptor.Training.Recipes;

namespace Faceptor.Experiments.Tests.Gpu;

public sealed class StepFlopsTests
{
    /// <summary>The table of docs/hardware.md, which was computed by hand.</summary>
    [Theory]
    [InlineData("faceptor-base", 18.3)]
    [InlineData("faceptor-full", 29.9)]
    public void A_step_takes_what_the_page_says(string recipe, double expectedTeraflops)
    {
        var known = KnownRecipes.Get(recipe);

        var flops = StepFlops.Of(known.Model!, known.Training);

        Assert.Equal(expectedTeraflops, flops / 1e12, 0.05);
    }
}
