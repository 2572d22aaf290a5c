using System.CommandLine;
using Faceptor.Fuzz;

var format = new Option<string[]>("--format")
{
    Description = $"Only these formats: {string.Join(", ", FuzzFormats.All.Select(one => one.Name))}.",
    AllowMultipleArgumentsPerToken = true,
};
var mutants = new Option<int>("--mutants")
{
    Description = "Mutants of each format.",
    DefaultValueFactory = _ => 200,
};
var first = new Option<int>("--first") { Description = "Number of the first mutant, to run one of them again." };
var seed = new Option<int>("--seed") { Description = "Chooses what is changed.", DefaultValueFactory = _ => 1 };
var keep = new Option<string?>("--keep") { Description = "Folder for the mutants that failed." };
var root = new RootCommand(
    "Reads damaged files of every format. Each must be read or refused with a typed error of one short line, in less "
    + "than 512 MB of memory and 10 seconds of processor time. Exit code 0: all did; 1: some did not.")
{
    format, mutants, first, seed, keep,
};
root.SetAction((parsed, cancellation) =>
{
    var wanted = parsed.GetValue(format) is { Length: > 0 } names ? names : null;
    var unknown = wanted?.FirstOrDefault(name => FuzzFormats.All.All(one => one.Name != name));
    if (unknown is not null)
    {
        Console.Error.WriteLine($"error: unknown format '{unknown}'; --help lists them.");
        return Task.FromResult(2);
    }

    return Supervisor.RunAsync(
        [.. FuzzFormats.All.Where(one => wanted?.Contains(one.Name) ?? true)],
        new FuzzRange(parsed.GetValue(first), parsed.GetValue(mutants), parsed.GetValue(seed)),
        parsed.GetValue(keep),
        cancellation);
});

// What the supervisor starts: reads mutants of one format and says a line about each.
var name = new Argument<string>("FORMAT");
var range = new Argument<int[]>("FIRST COUNT SEED") { Arity = new ArgumentArity(3, 3) };
var worker = new Command("worker") { name, range };
worker.Hidden = true;
worker.SetAction(parsed =>
{
    var numbers = parsed.GetRequiredValue(range);
    Worker.Run(
        FuzzFormats.All.Concat(SelfTestFormats.All).Single(one => one.Name == parsed.GetRequiredValue(name)),
        new FuzzRange(numbers[0], numbers[1], numbers[2]));
    return 0;
});
root.Add(worker);
return await root.Parse(args).InvokeAsync();
