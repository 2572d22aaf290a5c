using System.Text.RegularExpressions;
using Faceptor.Docs.Tests.Snippets;

namespace Faceptor.Docs.Tests;

/// <summary>
/// The folder of somebody who follows a document; the process's current one while it is there. What the document's
/// commands and programs read and nobody has written yet is put there.
/// </summary>
internal sealed partial class ReadersFolder : IDisposable
{
    // Options that take no value.
    private static readonly HashSet<string> Flags =
    [
        "--allow-mismatch", "--augmented", "--deep", "--direct", "--ignore-exif", "--json", "--no-evaluation", "--overwrite",
        "--resume", "--skip-bad-samples", "--system", "--tensors", "--verbose",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly HashSet<string> _prepared = [];
    private readonly PreparedFiles _files;
    private readonly string _document;
    private readonly string _former = Environment.CurrentDirectory;

    public ReadersFolder(PreparedFiles files, string document)
    {
        (_files, _document) = (files, document);
        Environment.CurrentDirectory = _folder.Path;
    }

    /// <summary>Puts there what a command reads, and takes away what it is to write.</summary>
    public void PrepareFor(string[] words)
    {
        var outputs = OutputsOf(words).ToHashSet();
        foreach (var output in outputs.Select(output => output.Split('/')[0]))
        {
            if (words.Contains("--resume") && !Path.Exists(output))
            {
                CopyRun(output);
            }
            else if (!words.Contains("--resume") && _prepared.Remove(output))
            {
                Delete(output);
            }
        }

        foreach (var word in words.Except(outputs).SelectMany(word => word.Split('=', ',')))
        {
            Prepare(word);
        }
    }

    /// <summary>Puts there what a text names.</summary>
    public void PrepareFor(string text)
    {
        foreach (Match match in Name().Matches(text))
        {
            Prepare(match.Value);
        }
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _former;
        _folder.Dispose();
    }

    private static IEnumerable<string> OutputsOf(string[] words)
    {
        var place = Array.IndexOf(words, "--out");
        if (place >= 0)
        {
            yield return words[place + 1];
        }

        var (isConvert, isDrawing) = (words is [_, "convert", ..], words is [_, "data", "synthesize", ..]);
        if (isConvert || isDrawing)
        {
            var positions = words.Index().Skip(isConvert ? 2 : 3)
                .Where(word => !word.Item.StartsWith("--", StringComparison.Ordinal)
                    && (!words[word.Index - 1].StartsWith("--", StringComparison.Ordinal)
                        || Flags.Contains(words[word.Index - 1])));
            yield return positions.Last().Item;
        }
    }

    private void Prepare(string name)
    {
        if (Path.Exists(name))
        {
            return;
        }

        if (_files.Find(name) is { } file)
        {
            // Custom images lie beside their list.
            var (link, target) = name == "faces/faces.csv" ? ("faces", file) : (name, file);
            MakeRoom(link);
            if (Directory.Exists(target))
            {
                Directory.CreateSymbolicLink(link, target);
            }
            else
            {
                File.CreateSymbolicLink(link, target);
            }
        }
        else if (name.EndsWith(".yaml", StringComparison.Ordinal) && FindYaml(Path.GetFileNameWithoutExtension(name)) is { } yaml)
        {
            MakeRoom(name);
            File.WriteAllText(name, yaml);
            PrepareFor(yaml);
        }
        else if (name.EndsWith(".dll", StringComparison.Ordinal))
        {
            MakeRoom(name);
            SnippetCompiler.EmitClasses(Documents.Read(_document), name);
        }
    }

    private void MakeRoom(string name)
    {
        _prepared.Add(name.Split('/')[0]);
        if (Path.GetDirectoryName(name) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }
    }

    // The document's own block that speaks of the file's name.
    private string? FindYaml(string stem) => Yaml().Matches(Documents.Read(_document))
        .Select(match => match.Groups["text"].Value)
        .FirstOrDefault(text => text.Contains(stem, StringComparison.Ordinal));

    private void CopyRun(string name)
    {
        _prepared.Add(name);
        foreach (var file in Directory.GetFiles(_files.Run, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(name, Path.GetRelativePath(_files.Run, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static void Delete(string name)
    {
        if (File.GetAttributes(name).HasFlag(FileAttributes.Directory)
            && !File.GetAttributes(name).HasFlag(FileAttributes.ReparsePoint))
        {
            Directory.Delete(name, recursive: true);
        }
        else
        {
            File.Delete(name);
        }
    }

    [GeneratedRegex("[A-Za-z0-9_./-]+")]
    private static partial Regex Name();

    [GeneratedRegex("^```yaml[ \t]*\r?\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
