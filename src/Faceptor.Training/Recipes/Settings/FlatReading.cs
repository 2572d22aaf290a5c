using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Faceptor.Training.Recipes.Settings;

/// <summary>
/// A first pass over YAML: refuses what settings never have, and remembers where it is, so that a mistake is named with
/// its line even where the parser gives none.
/// </summary>
/// <param name="source">The file, for messages.</param>
/// <param name="text">What is read.</param>
internal sealed class FlatReading(string source, string text)
{
    /// <summary>Nesting that a text may have, stream and document included; settings have four levels.</summary>
    private const int MaxDepth = 12;

    private readonly Stack<(char Closing, long Line)> _brackets = new();
    private long _line = 1;

    /// <summary>Reads to the end.</summary>
    /// <exception cref="OptionsException">The text is nested too deep, or has anchors.</exception>
    public void Run(Parser parser)
    {
        for (var depth = 0; parser.MoveNext(); depth += parser.Current!.NestingIncrease)
        {
            var current = parser.Current!;
            _line = current.Start.Line;
            Track(current);
            if (depth > MaxDepth)
            {
                throw Wrong("settings are not nested as deep as this; take some levels out.");
            }

            if (current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
            {
                throw Wrong("anchors (&, *) are not read; write the value again.");
            }
        }
    }

    /// <summary>What the parser's failure means to whoever wrote the text.</summary>
    public OptionsException Explain(Exception error)
    {
        if (error is YamlException { Start.Line: > 0 } yaml)
        {
            // A tab stands where the mistake ends, everything else where it begins.
            _line = (yaml.Message.Contains(" tab ", StringComparison.Ordinal) ? yaml.End : yaml.Start).Line;
        }

        if (_brackets.TryPeek(out var open) && LacksBracket(error))
        {
            _line = open.Line;
            return Wrong(string.Create(
                CultureInfo.InvariantCulture,
                $"this is no YAML: the '{(open.Closing == '}' ? '{' : '[')}' of line {open.Line} is not closed; "
                + $"write the missing '{open.Closing}'."));
        }

        return Wrong($"this is no YAML ({Reason(error)}); indent by blanks and quote words with special characters.");
    }

    // Inside of brackets other mistakes are made as well; these are what a missing bracket leads to.
    private bool LacksBracket(Exception error) => error is not YamlException yaml
        || yaml.Message.Contains("','", StringComparison.Ordinal)
        || yaml.Start.Index >= text.AsSpan().TrimEnd().Length;

    // Texts of other exceptions speak of the parser's inside.
    private static string Reason(Exception error) => error is YamlException
        ? MessageText.Quote(error.Message)
        : "near this line";

    private void Track(ParsingEvent current)
    {
        switch (current)
        {
            case MappingStart { Style: MappingStyle.Flow }:
                _brackets.Push(('}', current.Start.Line));
                break;
            case SequenceStart { Style: SequenceStyle.Flow }:
                _brackets.Push((']', current.Start.Line));
                break;
            case MappingEnd or SequenceEnd when IsBracket(current):
                _brackets.TryPop(out _);
                break;
        }
    }

    // Blocks end with an event of no extent.
    private static bool IsBracket(ParsingEvent end) => end.End.Index > end.Start.Index;

    private OptionsException Wrong(string problem) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{MessageText.Place(source)}, line {_line}"), problem);
}
