using System.Text;
using Faceptor.Imaging;
using Faceptor.Serialization;

namespace Faceptor.Cli.Predicting;

/// <summary>
/// One file for all images, a line each or a row a face. It grows under a name of its own and takes the final one when the
/// last image is done, so that a stopped run can go on and nobody takes half of a table for the whole.
/// </summary>
internal sealed class ResultLines : IResultSink
{
    /// <summary>End of the name of a file that is not complete.</summary>
    public const string PartEnding = ".part";

    private readonly ResultOptions _options;
    private readonly ILineFormat _format;
    private readonly Lock _turn = new();
    private readonly SortedDictionary<int, string> _waiting = [];
    private readonly HashSet<string> _done = [];
    private readonly string _file;
    private StreamWriter? _writer;
    private int _next;

    /// <summary>Looks at what is there, and for a run that goes on takes over what is good of it.</summary>
    /// <param name="options">What is written.</param>
    /// <param name="source">What it is made with.</param>
    /// <exception cref="OptionsException">A file is there that may not be replaced.</exception>
    public ResultLines(ResultOptions options, ResultSource source)
    {
        _options = options;
        _format = options.Format == ResultFormat.Csv ? new CsvFormat(source) : new JsonLinesFormat(source);
        _file = FileOf(options);
        if (options.Resumes)
        {
            TakeOver();
        }
    }

    /// <inheritdoc/>
    public string Place => _file;

    /// <summary>The file of some options.</summary>
    /// <param name="options">What is written.</param>
    public static string FileOf(ResultOptions options)
    {
        var part = options.Shard is { } shard ? $"-{shard.Index}-of-{shard.Count}" : string.Empty;
        return Path.Combine(options.Folder, $"results{part}.{(options.Format == ResultFormat.Csv ? "csv" : "jsonl")}");
    }

    /// <summary>Refuses files that are there and may not be replaced; before the work.</summary>
    /// <param name="options">What is written.</param>
    /// <exception cref="OptionsException">One is there.</exception>
    public static void RequireFree(ResultOptions options)
    {
        var file = FileOf(options);
        foreach (var there in new[] { file, file + PartEnding }.Where(Path.Exists))
        {
            if (!IsOwn(there, options.Format))
            {
                throw new OptionsException(
                    "--out", $"{there} would be replaced and holds no former predictions; move it or name another folder.");
            }

            if (!options.Overwrites && !options.Resumes)
            {
                throw new OptionsException(
                    "--out",
                    there == file
                        ? $"{there} would be replaced; name another folder, add --overwrite, or go on with --resume."
                        : $"{there} is of a run that was stopped; go on with --resume, or begin again with --overwrite.");
            }
        }
    }

    /// <inheritdoc/>
    public bool IsDone(string name, string outputName) => _done.Contains(name);

    /// <inheritdoc/>
    public void Take(int index, string outputName, RgbImage? image, ImageAnalysis analysis)
    {
        if (_options.WritesMaps)
        {
            ResultFiles.WriteMaps(Path.Combine(_options.Folder, outputName), analysis);
        }

        var lines = _format.Lines(analysis);
        lock (_turn)
        {
            // In the order of the inputs, whatever is done first.
            _waiting.Add(index, lines);
            while (_waiting.Remove(_next, out var next))
            {
                Writer().Write(next);
                _next++;
            }

            _writer?.Flush();
        }
    }

    /// <inheritdoc/>
    public void Finish()
    {
        lock (_turn)
        {
            var writer = Writer();
            writer.Flush();
            ((FileStream)writer.BaseStream).Flush(flushToDisk: true);
            writer.Dispose();
            File.Move(_file + PartEnding, _file, overwrite: true);
            _writer = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _writer?.Dispose();
        }
        catch (IOException)
        {
            // The disk is full; the error that matters has been thrown.
        }
    }

    private static bool IsOwn(string file, ResultFormat format)
    {
        try
        {
            using var reader = new StreamReader(PlainFile.OpenRead(file, FileShare.ReadWrite));
            return format == ResultFormat.Csv ? CsvFormat.IsOwn(reader) : JsonLinesFormat.IsOwn(reader, file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private StreamWriter Writer()
    {
        if (_writer is null)
        {
            Directory.CreateDirectory(_options.Folder);
            var mode = _options.Resumes ? FileMode.Append : FileMode.Create;
            var stream = new FileStream(_file + PartEnding, mode, FileAccess.Write, FileShare.Read);
            _writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            if (stream.Position == 0)
            {
                _writer.Write(_format.Beginning);
            }
        }

        return _writer;
    }

    // Whatever failed, or was written half when the run was killed, is left out and made again.
    private void TakeOver()
    {
        string[] former = [.. new[] { _file, _file + PartEnding }.Where(File.Exists)];
        if (former.Length == 0)
        {
            return;
        }

        AtomicFile.Write(_file + PartEnding, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
            writer.Write(_format.Beginning);
            foreach (var file in former)
            {
                using var reader = new StreamReader(PlainFile.OpenRead(file, FileShare.ReadWrite | FileShare.Delete));
                foreach (var (image, lines) in _format.ReadGood(reader, file))
                {
                    if (_done.Add(image))
                    {
                        writer.Write(lines);
                    }
                }
            }
        });
    }
}
