namespace Faceptor.Abstractions.Tests.Errors;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("trian", "train")]
    [InlineData("tran", "train")]
    [InlineData("evalute", "evaluate")]
    [InlineData("predictt", "predict")]
    [InlineData("data", "data")]
    [InlineData("nonsense", null)]
    [InlineData("x", null)]
    public void Finds_what_few_letters_part_from_the_given(string given, string? expected)
    {
        Assert.Equal(expected, Suggestion.Of(given, ["quickstart", "train", "evaluate", "predict", "data"]));
    }

    [Fact]
    public void Nothing_known_is_nothing_near()
    {
        Assert.Null(Suggestion.Of("train", []));
    }
}
