using System.Collections.Frozen;

namespace Faceptor.Cli;

/// <summary>
/// Options that had another name in version 0.1. Command lines in scripts go on working; help and messages know the
/// names of today alone.
/// </summary>
internal static class FormerSpellings
{
    private static readonly FrozenDictionary<string, string> Options = new Dictionary<string, string>
    {
        ["--accumulation"] = "--portions",
        ["--accumulation-steps"] = "--portions",
        ["--as-stored"] = "--ignore-exif",
        ["--attribute-input"] = "--attribute-input-size",
        ["--checkpointing"] = "--activation-checkpointing",
        ["--dense-input"] = "--dense-input-size",
        ["--lenient"] = "--allow-mismatch",
        ["--side"] = "--input-size",
    }.ToFrozenDictionary();

    // Of an option whose name stayed.
    private static readonly FrozenDictionary<(string Option, string Value), string> Values =
        new Dictionary<(string Option, string Value), string> { [("--to", "released")] = "official" }
            .ToFrozenDictionary();

    /// <summary>A command line by the names of today.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>As many arguments; what follows a lone <c>--</c> names files and stays as it is.</returns>
    public static string[] Replace(IReadOnlyList<string> args)
    {
        var replaced = args.ToArray();
        for (var index = 0; index < replaced.Length && replaced[index] != "--"; index++)
        {
            var argument = replaced[index];
            var split = argument.IndexOfAny(['=', ':']);
            var (option, value) = split < 0 ? (argument, null) : (argument[..split], argument[(split + 1)..]);
            if (Options.TryGetValue(option, out var name))
            {
                replaced[index] = name + argument[option.Length..];
            }
            else if (value is not null && Values.TryGetValue((option, value), out var today))
            {
                replaced[index] = argument[..(split + 1)] + today;
            }
            else if (index > 0 && Values.TryGetValue((replaced[index - 1], argument), out today))
            {
                replaced[index] = today;
            }
        }

        return replaced;
    }
}
