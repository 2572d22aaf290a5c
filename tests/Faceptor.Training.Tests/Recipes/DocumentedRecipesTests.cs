using System.Text.RegularExpressions;
using Faceptor.Training.Recipes;

namespace Faceptor.Training.Tests.Recipes;

/// <summary>The YAML of the documents is read as it stands there.</summary>
public sealed partial class DocumentedRecipesTests
{
    private static readonly string Document = Path.Combine(RepositoryPaths.Root, "docs", "recipes.md");

    public static TheoryData<int> Blocks => [.. Enumerable.Range(0, Fences().Count)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_block_is_a_recipe_that_can_work(int index)
    {
        var recipe = RecipeFile.Parse(Fences()[index].Groups["yaml"].Value, Document);

        recipe.Validate();
        Assert.NotEmpty(recipe.Training.Tasks);
    }

    [Fact]
    public void There_are_blocks()
    {
        Assert.True(Fences().Count >= 3, "the search for YAML finds too little");
    }

    private static MatchCollection Fences() => Fence().Matches(File.ReadAllText(Document));

    [GeneratedRegex("^```yaml[ \t]*\r?\n(?<yaml>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
