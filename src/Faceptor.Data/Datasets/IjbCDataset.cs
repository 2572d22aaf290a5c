using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Data.Formats;
using Faceptor.Imaging;
using Faceptor.Imaging.Framing;

namespace Faceptor.Data.Datasets;

/// <summary>
/// IJB-C: faces of still images and video frames, gathered in templates, and pairs of templates to compare.
/// </summary>
/// <remarks>
/// Lists under <c>meta</c>, images under <c>loose_crop</c>. The whole set has 0.5 million faces and 15.7 million
/// pairs, which take about 0.2 GB. Safe to read from several threads at once.
/// </remarks>
internal sealed class IjbCDataset
{
    private const int MaxFaces = 1 << 21; // IJB-C has half a million.

    private readonly ImageList _images;
    private readonly List<IjbCFace> _faces;
    private readonly IjbCPairList _pairs;

    /// <summary>The folder where the dataset is looked for.</summary>
    /// <param name="root">The folder that holds all datasets.</param>
    public static string GetFolder(string root) => Path.Combine(root, "IJBC");

    /// <summary>Opens the dataset.</summary>
    /// <param name="root">The folder <c>IJBC</c>.</param>
    /// <exception cref="DatasetException">The folder or a list is missing or broken.</exception>
    public IjbCDataset(string root)
    {
        DatasetFolder.Require(root, "IJB-C");
        var meta = Path.Combine(root, "meta");
        (_images, _faces) = ReadFaces(
            Path.Combine(meta, "ijbc_face_tid_mid.txt"),
            Path.Combine(meta, "ijbc_name_5pts_score.txt"),
            Path.Combine(root, "loose_crop"));
        _pairs = IjbCPairList.Read(Path.Combine(meta, "ijbc_template_pair_label.txt"));
    }

    /// <summary>Number of faces.</summary>
    public int NumFaces => _faces.Count;

    /// <summary>Number of pairs of templates.</summary>
    public int NumPairs => _pairs.Count;

    /// <summary>What the lists say about a face.</summary>
    /// <param name="index">From 0, in the order of the lists.</param>
    public IjbCFace GetFace(int index) => _faces[index];

    /// <summary>Two templates to compare.</summary>
    /// <param name="index">From 0, in the order of the list.</param>
    public IjbCPair GetPair(int index) => _pairs[index];

    /// <summary>The file that a face's image is in, whether it exists or not.</summary>
    /// <param name="index">From 0, in the order of the lists.</param>
    public string FindImage(int index) => _images.PathOf(index);

    /// <summary>Reads a face's image as stored: a loose crop, not aligned.</summary>
    /// <param name="index">From 0, in the order of the lists.</param>
    /// <exception cref="DatasetException">The image is missing or broken.</exception>
    public RgbImage ReadImage(int index) => _images.Read(index, ImageOrientation.Upright);

    /// <summary>
    /// Reads a face brought to <see cref="AlignmentTemplate.ArcFace"/> by the similarity that fits its five points
    /// best.
    /// </summary>
    /// <param name="index">From 0, in the order of the lists.</param>
    /// <returns>112 x 112 pixels, bilinear, black where the image ends.</returns>
    /// <exception cref="DatasetException">The image is missing or broken.</exception>
    public RgbImage ReadAligned(int index)
    {
        var template = AlignmentTemplate.ArcFace;
        var transform = template.Align(_faces[index].Points.AsSpan(), template.WidthPx, template.HeightPx);
        return ImageWarp.Bilinear(ReadImage(index), transform, template.WidthPx, template.HeightPx);
    }

    // Both lists run line by line side by side.
    private static (ImageList Images, List<IjbCFace> Faces) ReadFaces(
        string templateList, string pointList, string folder)
    {
        var images = new ImageList(pointList, folder);
        var faces = new List<IjbCFace>();
        using var templates = TextLines.Read(templateList).GetEnumerator();
        foreach (var (line, text) in TextLines.Read(pointList))
        {
            if (!templates.MoveNext())
            {
                throw new DatasetException(
                    templateList,
                    $"expected a line for each of {pointList}, the list ends before its line {line}; copy both again.");
            }

            var (templateLine, templateText) = templates.Current;
            var place = Fields(templateText, 3, "a name, a template and a medium", templateList, templateLine);
            var face = Fields(text, 12, "a name, five points and a score", pointList, line);
            if (FilePaths.Normalize(place[0]) != FilePaths.Normalize(face[0]))
            {
                throw new DatasetException(
                    pointList,
                    $"expected '{MessageText.Quote(place[0])}' as in line {templateLine} of "
                    + $"{MessageText.Place(templateList)}, got '{MessageText.Quote(face[0])}'; copy both lists again.",
                    line);
            }

            if (faces.Count == MaxFaces)
            {
                throw new DatasetException(
                    pointList,
                    $"expected at most {MaxFaces} faces, there are more; check that it is IJB-C's list.",
                    line);
            }

            images.Add(face[0], line);
            faces.Add(new IjbCFace(
                face[0],
                DatasetFolder.ParseInteger(place[1], "the number of a template", templateList, templateLine),
                DatasetFolder.ParseInteger(place[2], "the number of a medium", templateList, templateLine),
                ParsePoints(face, pointList, line),
                (float)DatasetFolder.ParseNumber(face[^1], "a score", pointList, line)));
        }

        if (templates.MoveNext())
        {
            throw new DatasetException(
                pointList,
                $"expected a line for each of {templateList}, the list ends before its line "
                + $"{templates.Current.Number}; copy both again.");
        }

        return faces.Count > 0
            ? (images, faces)
            : throw new DatasetException(pointList, "expected faces, the list is empty; copy it again.");
    }

    private static string[] Fields(string text, int count, string what, string list, int line)
    {
        var fields = TextLines.Fields(text);
        return fields.Length == count
            ? fields
            : throw new DatasetException(
                list, $"expected {count} columns, {what}, got {fields.Length}; copy the list again.", line);
    }

    private static ImmutableArray<Vector2> ParsePoints(string[] fields, string list, int line)
    {
        float Number(int column) =>
            (float)DatasetFolder.ParseNumber(fields[column], $"column {column + 1}", list, line);

        var points = ImmutableArray.CreateBuilder<Vector2>(AlignmentTemplate.NumPoints);
        for (var i = 0; i < AlignmentTemplate.NumPoints; i++)
        {
            points.Add(new Vector2(Number(1 + (2 * i)), Number(2 + (2 * i))));
        }

        var face = points.MoveToImmutable();
        return PointCheck.FindProblem(face.AsSpan()) is { } problem
            ? throw new DatasetException(list, $"{problem}; correct the line.", line)
            : face;
    }
}

/// <summary>A face of IJB-C.</summary>
/// <param name="Name">Its image's file name.</param>
/// <param name="Template">The template that it belongs to: the faces of one identity from one source.</param>
/// <param name="Medium">The still image or video that it was taken from.</param>
/// <param name="Points">
/// Eyes, nose tip and mouth corners, left to right as the viewer sees them: (x, y) in pixels of the image.
/// </param>
/// <param name="Score">How sure the detector was, mostly 0 to 1; scoring weighs the face by it.</param>
internal sealed record IjbCFace(string Name, int Template, int Medium, ImmutableArray<Vector2> Points, float Score);

/// <summary>Two templates of IJB-C to compare.</summary>
/// <param name="First">The number of a template.</param>
/// <param name="Second">The number of another.</param>
/// <param name="IsSame">Whether both show one identity.</param>
internal readonly record struct IjbCPair(int First, int Second, bool IsSame);
