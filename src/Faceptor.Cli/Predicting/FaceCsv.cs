using System.Collections.Immutable;
using System.Globalization;

namespace Faceptor.Cli.Predicting;

/// <summary>
/// Results as rows, a face each; an image without a face or one that failed has one row, with no number of a face. The
/// columns follow from the tasks: <c>task</c> or <c>task:label</c>.
/// </summary>
/// <param name="tasks">The tasks that are asked.</param>
internal sealed class FaceCsv(ImmutableArray<FaceTask> tasks)
{
    /// <summary>Place of the image's name.</summary>
    public const int ImageColumn = 0;

    /// <summary>Place of the failure, from the end.</summary>
    public const int FailureFromEnd = 2;

    /// <summary>Place of the weights' hash, from the end.</summary>
    public const int WeightsFromEnd = 1;

    private const int NumFacesColumn = 3;
    private const string Absent = "";

    private static readonly ImmutableArray<string> Beginning =
    [
        "image", "width_px", "height_px", "num_faces", "face", "left", "top", "right", "bottom", "confidence",
        "detector_score", "landmark_peak", "low_confidence",
    ];

    /// <summary>Names of the columns.</summary>
    public ImmutableArray<string> Header { get; } =
        [.. Beginning, .. tasks.SelectMany(task => task.Definition.TableColumns(task)), "failure", "weights_sha256"];

    /// <summary>Whether a first row is one of such a file, of whatever tasks.</summary>
    /// <param name="header">The fields of the row.</param>
    public static bool IsHeader(string[] header) => header.Take(Beginning.Length).SequenceEqual(Beginning);

    /// <summary>How many faces the image of a row has.</summary>
    /// <param name="row">The fields of the row.</param>
    /// <returns>-1 where the row does not say.</returns>
    public static int NumFaces(string[] row) =>
        int.TryParse(row[NumFacesColumn], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : -1;

    /// <summary>The rows of an image.</summary>
    /// <param name="analysis">What was found.</param>
    public IEnumerable<string[]> Rows(ImageAnalysis analysis)
    {
        string[] image =
        [
            analysis.Image, Number(analysis.WidthPx), Number(analysis.HeightPx), Number(analysis.Faces.Length),
        ];
        string[] end = [analysis.Failure?.Message ?? Absent, analysis.Weights.Sha256 ?? Absent];
        if (analysis.Faces.IsEmpty)
        {
            var numEmpty = Header.Length - image.Length - end.Length;
            yield return [.. image, .. Enumerable.Repeat(Absent, numEmpty), .. end];
        }

        foreach (var (index, face) in analysis.Faces.Index())
        {
            yield return
            [
                .. image,
                Number(index + 1),
                Number(face.Box.Left),
                Number(face.Box.Top),
                Number(face.Box.Right),
                Number(face.Box.Bottom),
                Number(face.Confidence.Value),
                Number(face.Confidence.DetectorScore),
                Number(face.Confidence.LandmarkPeak),
                face.Confidence.IsLow ? "true" : "false",
                .. tasks.SelectMany(task => task.Definition.TableCells(task, face)),
                .. end,
            ];
        }
    }

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? Absent;

    private static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
