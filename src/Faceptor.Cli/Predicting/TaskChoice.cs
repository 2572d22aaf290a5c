using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;

namespace Faceptor.Cli.Predicting;

/// <summary>Which tasks are asked, by ids, families or datasets.</summary>
internal static class TaskChoice
{
    /// <summary>The option.</summary>
    public static Option<ImmutableArray<string>> Option() => new("--tasks")
    {
        Description = "What is asked, parted by commas: ids of tasks (age/morph2), families (age) or datasets (CelebA); all that "
            + "the weights hold when left out. Only what they need is computed.",
        HelpName = "NAME,…",
        CustomParser = Names,
        DefaultValueFactory = _ => [],
    };

    /// <summary>Finds the tasks.</summary>
    /// <param name="names">What the command line names; none for all.</param>
    /// <param name="known">The tasks of the weights.</param>
    /// <returns>Tasks in the order of the weights.</returns>
    /// <exception cref="OptionsException">The weights hold nothing of a name.</exception>
    public static ImmutableArray<FaceTask> Find(ImmutableArray<string> names, ImmutableArray<FaceTask> known)
    {
        foreach (var name in names)
        {
            if (!known.Any(task => IsMeant(task, name)))
            {
                var all = known.SelectMany(NamesOf).Distinct().ToArray();
                throw new OptionsException(
                    "--tasks",
                    Suggestion.Of(name, all) is { } meant
                        ? $"the weights hold no '{MessageText.Quote(name)}'; did you mean '{meant}'?"
                        : $"the weights hold no '{MessageText.Quote(name)}'; they hold {string.Join(", ", known)}.");
            }
        }

        return names.IsEmpty ? known : [.. known.Where(task => names.Any(name => IsMeant(task, name)))];
    }

    private static ImmutableArray<string> Names(ArgumentResult result) =>
    [
        .. result.Tokens.SelectMany(token => token.Value.Split(
            ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
    ];

    private static bool IsMeant(FaceTask task, string name) =>
        NamesOf(task).Any(own => Plain(own).Equals(Plain(name), StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> NamesOf(FaceTask task) =>
        [task.Id, task.Definition.Name, task.DatasetName, task.Id[(task.Id.IndexOf('/') + 1)..]];

    private static string Plain(string name) => name.Replace(" ", string.Empty).Replace("-", string.Empty);
}
