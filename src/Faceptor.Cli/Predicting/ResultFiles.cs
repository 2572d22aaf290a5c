using System.Collections.Concurrent;
using System.Globalization;
using Faceptor.Imaging;
using Faceptor.Imaging.Drawing;
using Faceptor.Serialization;

namespace Faceptor.Cli.Predicting;

/// <summary>A JSON file an image, with its drawing and its label maps beside it.</summary>
internal sealed class ResultFiles : IResultSink
{
    /// <summary>End of the names of label maps.</summary>
    public const string MapEnding = ".map.png";

    private readonly ResultOptions _options;
    private readonly ResultSource _source;
    private readonly ConcurrentDictionary<string, bool> _done = new();

    /// <summary>Looks at what is there; changes nothing.</summary>
    /// <param name="options">What is written.</param>
    /// <param name="source">What it is made with.</param>
    public ResultFiles(ResultOptions options, ResultSource source) => (_options, _source) = (options, source);

    /// <inheritdoc/>
    public string Place => _options.Folder;

    /// <summary>File of a label map.</summary>
    /// <param name="result">Path of the results, without ending.</param>
    /// <param name="task">The parsing task.</param>
    /// <param name="face">Number of the face, from 1.</param>
    public static string MapFile(string result, FaceTask task, int face) => string.Create(
        CultureInfo.InvariantCulture, $"{result}.{task.Id.Replace('/', '-')}.{face}{MapEnding}");

    /// <summary>Writes the numbers and the drawing of one image.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="name">Names of the files, without ending.</param>
    /// <param name="image">The image.</param>
    /// <param name="analysis">What was found in it.</param>
    public static void Write(string folder, string name, RgbImage image, ImageAnalysis analysis)
    {
        var result = Path.Combine(folder, name);
        // Drawn before anything is written, and written last: a drawing alone is somebody's image.
        var drawing = ImageCodec.EncodePng(Overlay.Draw(image, analysis));
        AtomicFile.WriteText($"{result}.json", ImageAnalysisJson.Write(analysis) + "\n");
        AtomicFile.Write($"{result}.png", stream => stream.Write(drawing));
    }

    /// <summary>Writes the label maps of one image.</summary>
    /// <param name="result">Path of the results, without ending.</param>
    /// <param name="analysis">What was found.</param>
    public static void WriteMaps(string result, ImageAnalysis analysis)
    {
        foreach (var (index, face) in analysis.Faces.Index())
        {
            foreach (var parsing in face.Parsing.Where(parsing => parsing.Map is not null))
            {
                var png = ImageCodec.EncodePng(parsing.Map!);
                AtomicFile.Write(MapFile(result, parsing.Task, index + 1), stream => stream.Write(png));
            }
        }
    }

    /// <inheritdoc/>
    public bool IsDone(string name, string outputName)
    {
        if (!_options.Resumes || _done.ContainsKey(outputName))
        {
            return _options.Resumes;
        }

        // Nobody else writes here: what is done stays done, and need not be read again.
        return FindDone(name, outputName) && _done.TryAdd(outputName, true);
    }

    /// <inheritdoc/>
    public void Take(int index, string outputName, RgbImage? image, ImageAnalysis analysis)
    {
        if (image is null || analysis.Failure is not null)
        {
            return;
        }

        var result = Path.Combine(_options.Folder, outputName);
        if (_options.Draws)
        {
            Write(_options.Folder, outputName, image, analysis);
        }
        else
        {
            AtomicFile.WriteText($"{result}.json", ImageAnalysisJson.Write(analysis) + "\n");
        }

        if (_options.WritesMaps)
        {
            WriteMaps(result, analysis);
        }
    }

    /// <inheritdoc/>
    public void Finish()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private bool FindDone(string name, string outputName) =>
        ExistingOutputs.Find(Path.Combine(_options.Folder, outputName)) is { } former
        && former.Image == name
        && _source.Made(former)
        && ExistingOutputs.Files(Path.Combine(_options.Folder, outputName), former, _options.Draws, _options.WritesMaps)
            .All(File.Exists);
}
