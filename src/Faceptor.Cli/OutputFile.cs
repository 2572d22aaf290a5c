using System.CommandLine;

namespace Faceptor.Cli;

/// <summary>
/// Files that commands write: one that is there stays as it is unless <c>--overwrite</c> says otherwise. Looked at
/// before the work rather than after it.
/// </summary>
internal static class OutputFile
{
    private const string OptionName = "--overwrite";

    /// <summary>The option that lets a command replace files.</summary>
    /// <param name="what">What is replaced, a sentence.</param>
    public static Option<bool> Overwrite(string what) => new(OptionName)
    {
        Description = $"{what} Without it files that are there are refused.",
    };

    /// <summary>Refuses files that are there.</summary>
    /// <param name="option">The option or argument that named them, for messages.</param>
    /// <param name="overwrites">Whether they may be replaced.</param>
    /// <param name="files">The files.</param>
    /// <exception cref="OptionsException">One of them is there and may not be replaced, or is a folder.</exception>
    public static void RequireFree(string option, bool overwrites, params IEnumerable<string> files)
    {
        string[] there = [.. files.Where(Path.Exists)];
        if (there.FirstOrDefault(Directory.Exists) is { } folder)
        {
            throw new OptionsException(
                option, $"expected a file, {MessageText.Place(folder)} is a folder; name a file in it.");
        }

        if (!overwrites && there.Length > 0)
        {
            var more = there.Length == 1 ? string.Empty : $" and {there.Length - 1} more of the files to write";
            throw new OptionsException(
                option,
                $"{MessageText.Place(there[0])}{more} would be replaced; name another place, or add {OptionName}.");
        }
    }
}
