using Faceptor.Cli.Predicting;
using Faceptor.Imaging;
using Faceptor.Inference;

namespace Faceptor.Cli.Commands;

/// <summary>Reads identity vectors of images: those of their faces, the largest first.</summary>
/// <param name="opened">Answers.</param>
/// <param name="faces">Where the faces are.</param>
/// <param name="weights">The weight file, for messages.</param>
internal sealed class IdentityReader(OpenedAnalyzer opened, FaceChoice faces, string weights)
{
    /// <summary>The identity task of the weights, the first of several.</summary>
    public FaceTask Task { get; } = opened.Analyzer.Tasks.FirstOrDefault(task => task.Definition.IsScoredOnPairs)
        ?? throw new OptionsException(
            "--weights",
            $"{MessageText.Place(weights)} holds no identity task, only {string.Join(", ", opened.Analyzer.Tasks)}; "
            + "name weights that were trained on identities.");

    /// <summary>The points that were measured for the task.</summary>
    public IEnumerable<OperatingPoints> OperatingPoints =>
        opened.OperatingPoints.Where(points => points.TaskId == Task.Id && !points.Points.IsEmpty);

    /// <summary>Reads the vectors of an image.</summary>
    /// <param name="path">The image.</param>
    /// <param name="cancellationToken">Stops between passes of the network.</param>
    /// <returns>One a face, at least one.</returns>
    /// <exception cref="FaceptorException">The image cannot be read, or has no face.</exception>
    public IReadOnlyList<IdentityPrediction> Read(string path, CancellationToken cancellationToken)
    {
        var request = faces.Complete(new AnalysisRequest(ImageCodec.Read(path), path), path);
        var analysis = opened.Analyzer.Analyze([request], [Task], cancellationToken)[0];
        return analysis switch
        {
            { Failure: { } failure } => throw new DatasetException(path, failure.Message),
            { Faces.IsEmpty: true } => throw new DatasetException(
                path, "the detector found no face; give another image, or --cropped if it is a face."),
            _ => [.. analysis.Faces.Select(face => face.Identities.First())],
        };
    }
}
