using System.Collections.Immutable;
using System.IO.Enumeration;

namespace Faceptor.Cli.Predicting;

/// <summary>Finds the files that a command line means: files, folders, patterns and lists of them.</summary>
/// <param name="recurses">Whether folders are searched through and through.</param>
/// <param name="output">Folder of the results, which are no inputs.</param>
internal sealed class InputList(bool recurses, string output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<(string Path, string Name, string Stem)> _found = [];
    private readonly HashSet<string> _seen = [];

    /// <summary>Adds what an argument means.</summary>
    /// <param name="argument">
    /// A file; a folder: the images in it; a pattern with <c>*</c>, <c>?</c> or <c>**</c>; <c>@</c> and the name of a list.
    /// </param>
    /// <exception cref="UsageException">A folder or a pattern means no file.</exception>
    /// <exception cref="DatasetException">A list or a folder cannot be read.</exception>
    public void Add(string argument)
    {
        if (argument.StartsWith('@') && !Path.Exists(argument) && File.Exists(argument[1..]))
        {
            AddList(argument[1..]);
        }
        else
        {
            AddPath(argument);
        }
    }

    /// <summary>Adds what the lines of a list mean, each as it would on the command line; empty lines nothing.</summary>
    /// <param name="file">A text file or a pipe.</param>
    /// <exception cref="UsageException">A line means no file.</exception>
    /// <exception cref="DatasetException">It cannot be read.</exception>
    public void AddList(string file)
    {
        try
        {
            using var stream = PlainFile.OpenReadOrPipe(file, Patience);
            using var reader = new StreamReader(stream);
            while (reader.ReadLine() is { } line)
            {
                if (!string.IsNullOrWhiteSpace(line))
                {
                    AddPath(line.Trim());
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                file, $"the list cannot be read ({error.Message.TrimEnd('.')}); check the path.", innerException: error);
        }
    }

    /// <summary>All inputs, each file once, with names of results that nobody else has.</summary>
    /// <exception cref="OptionsException">There are none, or two have results of one name.</exception>
    public ImmutableArray<PredictInput> Finish() => _found.Count == 0
        ? throw new OptionsException("INPUT", "expected images or videos, got none; name files, folders, patterns or a --list.")
        : OutputNames.Choose(_found);

    private void AddPath(string argument)
    {
        if (Directory.Exists(argument))
        {
            AddFolder(argument);
        }
        else if (argument.IndexOfAny(['*', '?']) >= 0 && !File.Exists(argument))
        {
            AddPattern(argument);
        }
        else
        {
            AddFile(argument, Path.GetFileNameWithoutExtension(argument));
        }
    }

    private void AddFolder(string folder)
    {
        var before = _found.Count;
        foreach (var file in FilesOf(folder, recurses).Where(file => PredictInput.IsImage(file) && !IsResult(file)))
        {
            AddFile(file, Path.ChangeExtension(Path.GetRelativePath(folder, file), null));
        }

        if (_found.Count == before)
        {
            throw new UsageException(
                $"INPUT: expected images in the folder {MessageText.Place(folder)}, there are none"
                + $"{(recurses ? string.Empty : " directly in it; --recursive looks into its folders")}.");
        }
    }

    private void AddPattern(string pattern)
    {
        string[] parts = pattern.Split('/', Path.DirectorySeparatorChar);
        var numFixed = parts.TakeWhile(part => part.IndexOfAny(['*', '?']) < 0).Count();
        var root = numFixed == 0 ? "." : string.Join('/', parts[..numFixed]);
        root = root.Length == 0 ? "/" : root;
        string[] files = Directory.Exists(root)
            ? [.. FilesOf(root, recurses: parts.Length > numFixed + 1 || parts[^1] == "**").Where(file => Matches(root, file))]
            : [];
        if (files.Length == 0)
        {
            throw new UsageException($"INPUT: no file matches '{MessageText.Quote(pattern)}'; check the pattern.");
        }

        foreach (var file in files)
        {
            AddFile(
                numFixed == 0 ? Path.GetRelativePath(root, file) : file,
                Path.ChangeExtension(Path.GetRelativePath(root, file), null));
        }

        bool Matches(string from, string file) =>
            MatchesParts(parts.AsSpan(numFixed), Path.GetRelativePath(from, file).Split(Path.DirectorySeparatorChar))
            && !IsResult(file);
    }

    // Two stars stand for any number of folders.
    private static bool MatchesParts(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path) => pattern switch
    {
        [] => path.IsEmpty,
        ["**"] => !path.IsEmpty,
        ["**", .. var rest] => MatchesParts(rest, path) || (!path.IsEmpty && MatchesParts(pattern, path[1..])),
        [var first, .. var rest] => !path.IsEmpty
            && FileSystemName.MatchesSimpleExpression(first, path[0], OperatingSystem.IsWindows())
            && MatchesParts(rest, path[1..]),
    };

    // Drawings and maps of former predictions lie in the output folder, which may be the one that is searched.
    private bool IsResult(string file)
    {
        var folder = Path.GetFullPath(Path.GetDirectoryName(file)!);
        var own = Path.TrimEndingDirectorySeparator(output);
        return folder.StartsWith(own, StringComparison.Ordinal)
            && (folder.Length == own.Length || folder[own.Length] == Path.DirectorySeparatorChar)
            && Path.GetExtension(file) == ".png"
            && (file.EndsWith(ResultFiles.MapEnding, StringComparison.Ordinal)
                || ExistingOutputs.IsPrediction(Path.ChangeExtension(file, ".json")));
    }

    private static List<string> FilesOf(string folder, bool recurses)
    {
        try
        {
            var files = new FileSystemEnumerable<string>(
                folder,
                (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(),
                new EnumerationOptions { RecurseSubdirectories = recurses, IgnoreInaccessible = false })
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
                // A link may lead back to where it stands.
                ShouldRecursePredicate =
                    (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            };
            return [.. files.Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                folder, $"the folder cannot be read ({error.Message.TrimEnd('.')}); check permissions.", innerException: error);
        }
    }

    private void AddFile(string name, string stem)
    {
        var path = Path.GetFullPath(name);
        if (_seen.Add(path))
        {
            _found.Add((path, name, stem));
        }
    }
}
