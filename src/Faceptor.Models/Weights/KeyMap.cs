using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Faceptor.Models.Weights;

/// <summary>
/// A table of name patterns that translates the tensor names of one kind of weight file to another's. A pattern may
/// hold <c>{number}</c>, a run of digits, and <c>{task}</c>, a task's name, which is translated by a table of its own.
/// </summary>
public sealed class KeyMap
{
    private const string NumberHole = "{number}";
    private const string TaskHole = "{task}";

    private readonly ImmutableArray<(string Foreign, string Own)> _rules;
    private readonly ImmutableArray<(Regex Pattern, string Own)> _patterns;
    private readonly ImmutableDictionary<string, string> _taskNames;

    /// <summary>Creates a map.</summary>
    /// <param name="rules">Pairs of patterns, foreign and own, with the same holes.</param>
    /// <param name="taskNames">Foreign task name to own task id.</param>
    public KeyMap(IEnumerable<(string Foreign, string Own)> rules, IEnumerable<(string Foreign, string Own)> taskNames)
    {
        _rules = [.. rules];
        _patterns = [.. _rules.Select(rule => (Compile(rule.Foreign), rule.Own))];
        _taskNames = taskNames.ToImmutableDictionary(pair => pair.Foreign, pair => pair.Own);
    }

    /// <summary>Translates a foreign name.</summary>
    /// <param name="foreignName">A name in the foreign file.</param>
    /// <returns>The own name, or null when no rule fits.</returns>
    public string? ToOwn(string foreignName)
    {
        foreach (var (pattern, own) in _patterns)
        {
            if (pattern.Match(foreignName) is { Success: true } match)
            {
                var task = match.Groups["task"] is { Success: true } group
                    ? _taskNames.GetValueOrDefault(group.Value)
                    : string.Empty;
                return task is null
                    ? null
                    : own.Replace(NumberHole, match.Groups["number"].Value, StringComparison.Ordinal)
                        .Replace(TaskHole, task, StringComparison.Ordinal);
            }
        }

        return null;
    }

    private static Regex Compile(string pattern)
    {
        var expression = new StringBuilder("^");
        foreach (var piece in Regex.Split(pattern, @"(\{number\}|\{task\})"))
        {
            expression.Append(piece switch
            {
                NumberHole => "(?<number>[0-9]+)",
                TaskHole => "(?<task>[a-z0-9_]+)",
                _ => Regex.Escape(piece),
            });
        }

        return new Regex(expression.Append('$').ToString(), RegexOptions.CultureInvariant);
    }
}
