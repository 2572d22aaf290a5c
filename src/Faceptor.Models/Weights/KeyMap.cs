using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Faceptor.Models.Weights;

/// <summary>
/// A table of name patterns that translates the tensor names of one kind of weight file to another's. A pattern may
/// hold <c>{number}</c>, a run of digits, and <c>{task}</c>, a task's name, which is translated by a table of its own.
/// </summary>
internal sealed class KeyMap
{
    private const string NumberHole = "{number}";
    private const string TaskHole = "{task}";

    private readonly ImmutableArray<Rule> _toOwn;
    private readonly ImmutableArray<Rule> _toForeign;
    private readonly ImmutableDictionary<string, string> _ownTasks;
    private readonly ImmutableDictionary<string, string> _foreignTasks;

    /// <summary>Creates a map.</summary>
    /// <param name="rules">Pairs of patterns, foreign and own, with the same holes.</param>
    /// <param name="taskNames">Foreign task name to own task id.</param>
    public KeyMap(IEnumerable<(string Foreign, string Own)> rules, IEnumerable<(string Foreign, string Own)> taskNames)
    {
        (string Foreign, string Own)[] all = [.. rules];
        (string Foreign, string Own)[] tasks = [.. taskNames];
        _toOwn = [.. all.Select(rule => new Rule(HeadOf(rule.Foreign), Compile(rule.Foreign), rule.Own))];
        _toForeign = [.. all.Select(rule => new Rule(HeadOf(rule.Own), Compile(rule.Own), rule.Foreign))];
        _ownTasks = tasks.ToImmutableDictionary(pair => pair.Foreign, pair => pair.Own);
        _foreignTasks = tasks.ToImmutableDictionary(pair => pair.Own, pair => pair.Foreign);
    }

    /// <summary>Translates a foreign name.</summary>
    /// <param name="foreignName">A name in the foreign file.</param>
    /// <returns>The own name, or null when no rule fits.</returns>
    public string? ToOwn(string foreignName) => Translate(foreignName, _toOwn, _ownTasks);

    /// <summary>Translates an own name.</summary>
    /// <param name="ownName">A name in a model.</param>
    /// <returns>The foreign name, or null when no rule fits.</returns>
    public string? ToForeign(string ownName) => Translate(ownName, _toForeign, _foreignTasks);

    private static string? Translate(
        string name,
        ImmutableArray<Rule> rules,
        ImmutableDictionary<string, string> taskNames)
    {
        foreach (var (head, pattern, other) in rules)
        {
            // Most rules are ruled out by their beginnings, in a hundredth of the time.
            if (name.StartsWith(head, StringComparison.Ordinal) && pattern.Match(name) is { Success: true } match)
            {
                var task = match.Groups["task"] is { Success: true } group
                    ? taskNames.GetValueOrDefault(group.Value)
                    : string.Empty;
                return task is null
                    ? null
                    : other.Replace(NumberHole, match.Groups["number"].Value, StringComparison.Ordinal)
                        .Replace(TaskHole, task, StringComparison.Ordinal);
            }
        }

        return null;
    }

    private static string HeadOf(string pattern) => pattern.Split('{', 2)[0];

    private static Regex Compile(string pattern)
    {
        var expression = new StringBuilder("^");
        foreach (var piece in Regex.Split(pattern, @"(\{number\}|\{task\})"))
        {
            expression.Append(piece switch
            {
                NumberHole => "(?<number>[0-9]+)",
                TaskHole => "(?<task>[a-z0-9_/-]+)",
                _ => Regex.Escape(piece),
            });
        }

        return new Regex(expression.Append('$').ToString(), RegexOptions.CultureInvariant);
    }

    /// <param name="Head">What every name that fits begins with.</param>
    /// <param name="Pattern">The whole.</param>
    /// <param name="Other">What the name becomes.</param>
    private sealed record Rule(string Head, Regex Pattern, string Other);
}
