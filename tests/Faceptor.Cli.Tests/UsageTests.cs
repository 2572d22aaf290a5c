namespace Faceptor.Cli.Tests;

public sealed class UsageTests
{
    public static TheoryData<string, string> WrongUsages => new()
    {
        { "", "Required command was not provided" },
        { "analyse", "Unknown command 'analyse'. Try 'faceptor --help'." },
        { "trian", "Unknown command 'trian'; did you mean 'train'?" },
        { "train --dat d --out o", "Unknown option '--dat'; did you mean '--data'? Try 'faceptor train --help'." },
        { "data synthesise", "Unknown command 'synthesise'; did you mean 'synthesize'?" },
        { "evaluate more --data d --weights w", "Unknown argument 'more'." },
        { "predict --weights w --cropped", "INPUT: expected images or videos, got none" },
        { "predict a.jpg --weights w", "where the faces are is not guessed: give --detector NAME to find them" },
        { "predict a.jpg --weights w --cropped --box 1,2,3,4", "--box and --cropped exclude each other" },
        { "predict a.jpg --weights w --cropped --ouput o", "Unknown option '--ouput'; did you mean '--out'?" },
        { "predict a.jpg --weights w --cropped --loglevel info", "Unknown option '--loglevel'; did you mean '--log-level'?" },
        { "predict a.jpg --weights w --cropped --shard 3/2", "--shard: expected I/N with I from 1 to N, such as 1/4, got '3/2'" },
        { "predict a.jpg --weights w --cropped --jobs 0", "--jobs: expected at least 1, got 0" },
        { "predict a.mp4 --weights w --cropped --fps 0", "--fps: expected pictures a second, above 0" },
        { "predict a.mp4 --weights w --cropped --fps 2 --every 3", "--fps: it and --every exclude each other" },
        { "predict none*.jpg --weights w --cropped", "INPUT: no file matches 'none*.jpg'" },
        { "predict a.jpg", "'--weights' is required" },
        { "predict a.jpg --weights w --box 1,2,3", "--box: expected x,y,width,height" },
        { "predict a.jpg --weights w --box 1,2,0,4", "--box: expected x,y,width,height" },
        { "predict a.jpg --weights w --box 1,2,x,4", "--box: expected x,y,width,height" },
        { "train --data d", "'--out' is required" },
        { "train --data d --out o --preset huge", "'huge'" },
        { "train --data d --out o --steps many", "'many'" },
        { "train --data d --out o --tasks age/nobody", "unknown task 'age/nobody'" },
        { "train --data d --out o --recipe faceptor-bas", "no recipe 'faceptor-bas'; did you mean 'faceptor-base'?" },
        { "train --data d --out o --set numStep=3", "--set numStep=3: unknown key 'numStep'; did you mean 'numSteps'?" },
        { "train --data d --out o --precision fp8", "precision must be one of float32, bfloat16, float16, auto" },
        { "train --data d --out o --recipe transfer-prompt", "weights: recipe transfer-prompt starts from a trained" },
        { "train --data d --out o --direct", "--direct: belongs to --recipe layer-attention." },
        { "train --data d --out o --config nowhere.yaml", "nowhere.yaml: the settings cannot be read" },
        { "recipes faceptor-ful", "no recipe 'faceptor-ful'; did you mean 'faceptor-full'?" },
        { "evaluate --data d", "'--weights' is required" },
        { "data", "Required command was not provided" },
        { "data synthesize", "Required argument 'DIR' missing" },
        { "data synthesize d --sets both", "'both'" },
        { "detector", "Required command was not provided" },
        { "detector get", "Required argument 'NAME' missing" },
        { "detector get yunt", "NAME: no detector 'yunt'; did you mean 'yunet'?" },
        { "detector get retinaface", "known are yunet, yunet-n, scrfd-500m" },
        { "data check", "Required argument 'DIR' missing" },
        { "data check d --dataset celba", "--dataset: unknown dataset 'celba'; did you mean 'CelebA'?" },
        { "data check d --layout odd", "--layout: expected prepared or distributed, got 'odd'." },
        { "data check d --workers 0", "expected at least 1 thread, got 0" },
        { "@train --data d", "Unknown command '@train'; did you mean 'train'?" },
        { "predict a/x.jpg a/x.png a/x.jpg.png --weights w --cropped", "would both write x.jpg.json" },
        { "predict a/x.png --weights w --cropped --out a", "would replace the image" },
    };

    [Theory]
    [MemberData(nameof(WrongUsages))]
    public void Wrong_usage_is_one_line_and_exit_code_2(string commandLine, string complaint)
    {
        var result = CliRunner.Run(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Contains(complaint, result.RequireOneLine(FaceptorApp.WrongUsage), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("predict", "", "--weights", "w")]
    [InlineData("train", "--data", "", "--out", "o")]
    public void An_empty_argument_is_named(params string[] args)
    {
        var line = CliRunner.Run(args).RequireOneLine(FaceptorApp.WrongUsage);

        Assert.Contains("an argument is empty", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--unknown{0}", "Try 'faceptor train --help'.")]
    [InlineData("{0}", "Try 'faceptor train --help'.")]
    [InlineData("--tasks {0}", "in a --config file.")]
    [InlineData("--set {0}=3", "xxx...'; ")]
    [InlineData("--set seed={0}", ", got ")]
    [InlineData("--config {0}", "check the path.")]
    [InlineData("--steps {0}", "Try 'faceptor train --help'.")]
    public void However_long_an_argument_is_the_error_is_a_short_line_that_ends_with_what_to_do(
        string argument, string end)
    {
        string[] words = [.. argument.Split(' ').Select(word => word.Replace(
            "{0}", new string('x', 20_000) + "\u001b[31m\u202e", StringComparison.Ordinal))];

        var line = CliRunner.Run(["train", "--data", "d", "--out", "o", .. words])
            .RequireOneLine(FaceptorApp.WrongUsage);

        Assert.True(line.Length <= 400, $"{line.Length} characters");
        Assert.Contains(end, line, StringComparison.Ordinal);
        Assert.DoesNotContain(line, letter => char.IsControl(letter) || letter == '\u202e');
    }

    [Theory]
    [InlineData("")]
    [InlineData("quickstart")]
    [InlineData("train")]
    [InlineData("recipes")]
    [InlineData("evaluate")]
    [InlineData("predict")]
    [InlineData("compare")]
    [InlineData("identify")]
    [InlineData("data")]
    [InlineData("data synthesize")]
    [InlineData("data check")]
    [InlineData("data show")]
    [InlineData("detector")]
    [InlineData("detector get")]
    [InlineData("detector list")]
    [InlineData("convert")]
    [InlineData("inspect")]
    public void Help_is_everywhere(string command)
    {
        var result = CliRunner.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        result.RequireGood();
        Assert.Contains("Usage:", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "Exit codes: 0 good, 1 failed, 2 wrong usage, 130 stopped.", result.Output, StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Fact]
    public void Help_fits_a_narrow_terminal()
    {
        using var output = new StringWriter();
        var context = CliContext.Plain(output, output, CancellationToken.None);
        context.Console.Profile.Width = 60;

        FaceptorApp.Run(["evaluate", "--help"], context);

        var description = output.ToString().Split("Examples:")[0].Split('\n');
        Assert.All(description, line => Assert.True(line.Length <= 60, line));
    }

    [Fact]
    public void Help_ends_with_examples()
    {
        var lines = CliRunner.Run("predict", "--help").Output.Split('\n');

        Assert.Contains("Examples:", lines);
        Assert.Contains(
            lines, line => line.StartsWith("  faceptor predict photo.jpg --weights ", StringComparison.Ordinal));
    }

    [Fact]
    public void Verbose_adds_the_place_of_an_error()
    {
        var result = CliRunner.Run("evaluate", "--data", "nowhere", "--weights", "nowhere.safetensors", "--verbose");

        Assert.Equal(FaceptorApp.Failed, result.Code);
        Assert.Contains("   at Faceptor.", result.Error, StringComparison.Ordinal);
    }
}
