namespace Faceptor.Cli.Tests;

public sealed class FormerSpellingsTests
{
    [Theory]
    [InlineData("train --accumulation 2 --checkpointing", "train --portions 2 --activation-checkpointing")]
    [InlineData("train --accumulation=2", "train --portions=2")]
    [InlineData("train --accumulation:2", "train --portions:2")]
    [InlineData("predict a.jpg --as-stored", "predict a.jpg --ignore-exif")]
    [InlineData("convert a b --lenient --to released", "convert a b --allow-mismatch --to official")]
    [InlineData("convert a b --to=released", "convert a b --to=official")]
    [InlineData("convert released b --to official", "convert released b --to official")]
    [InlineData("data show d --side 64", "data show d --input-size 64")]
    [InlineData("evaluate --attribute-input 64", "evaluate --attribute-input-size 64")]
    [InlineData("evaluate --dense-input 96", "evaluate --dense-input-size 96")]
    [InlineData("predict -- --side", "predict -- --side")]
    [InlineData("predict side --portions", "predict side --portions")]
    public void Former_names_stand_for_those_of_today(string former, string today) =>
        Assert.Equal(today, string.Join(' ', FormerSpellings.Replace(former.Split(' '))));

    [Theory]
    [InlineData("data show d --side -4 --dataset lapa --out a.png", "--input-size: expected at least 1 pixel, got -4")]
    [InlineData("train --data d --out o --accumulation many", "'many'")]
    [InlineData("convert a b --to published", "'published'")]
    public void Messages_have_the_names_of_today(string commandLine, string complaint)
    {
        var line = CliRunner.Run(commandLine.Split(' ')).RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains(complaint, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("predict")]
    [InlineData("convert")]
    [InlineData("data", "show")]
    public void Help_has_no_former_name(params string[] command)
    {
        var help = CliRunner.Run([.. command, "--help"]).RequireGood().Output;

        Assert.DoesNotMatch(
            "--(accumulation|checkpointing|lenient|as-stored|side|dense-input|attribute-input)([^-a-z]|$)", help);
        Assert.DoesNotContain("--to released", help, StringComparison.Ordinal);
    }
}
