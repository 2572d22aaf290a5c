using Faceptor.Evaluation.Reporting;

namespace Faceptor.Training.Tests.Reporting;

public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("visor up", "visor up")]
    [InlineData("tar_far_1e-3 ↑", "tar_far_1e-3 ↑")]
    [InlineData("a|b", "a\\|b")]
    [InlineData("a\nb\r\nc", "a b c")]
    [InlineData("`code`", "\\`code\\`")]
    [InlineData("<script>", "\\<script\\>")]
    [InlineData("[text](http://x)", "\\[text\\](http\\://x)")]
    [InlineData("*a* _b_ ~~c~~ \\", "\\*a\\* \\_b\\_ \\~\\~c\\~\\~ \\\\")]
    [InlineData("&lt; # $x$", "\\&lt; \\# \\$x\\$")]
    [InlineData("\u001b[31m\u202e", "?\\[31m?")]
    public void Text_is_shown_as_it_is(string text, string expected) =>
        Assert.Equal(expected, MarkdownText.Escape(text));

    [Theory]
    [InlineData("run.safetensors", "`run.safetensors`")]
    [InlineData("a`b", "a\\`b")]
    [InlineData("a\nb", "`a b`")]
    public void Code_does_not_end_early(string text, string expected) =>
        Assert.Equal(expected, MarkdownText.Code(text));
}
