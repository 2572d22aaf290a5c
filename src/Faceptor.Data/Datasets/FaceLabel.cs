using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>What a dataset says about an image; one subclass per task family.</summary>
public abstract record FaceLabel;

/// <summary>An age.</summary>
/// <param name="Years">Age in whole years, 0 to <see cref="FaceTasks.MaxAgeYears"/>.</param>
public sealed record AgeLabel(int Years) : FaceLabel
{
    /// <summary>Reads an age from a field of a list.</summary>
    internal static AgeLabel Parse(string text, string listPath, int? line)
    {
        var years = DatasetFolder.ParseInteger(text, "an age in years", listPath, line);
        return years is >= 0 and <= FaceTasks.MaxAgeYears
            ? new AgeLabel(years)
            : throw new DatasetException(
                listPath,
                $"expected an age from 0 to {FaceTasks.MaxAgeYears} years, got {years}; correct the line.",
                line);
    }
}

/// <summary>Binary attributes.</summary>
/// <param name="Values">1 yes, 0 no, -1 unknown, in the order of the task's labels.</param>
public sealed record AttributesLabel(ImmutableArray<sbyte> Values) : FaceLabel;

/// <summary>An expression.</summary>
/// <param name="Class">One of the seven canonical classes.</param>
public sealed record ExpressionLabel(Expression Class) : FaceLabel;

/// <summary>An image with its label.</summary>
/// <param name="Name">The sample's name within its dataset, for messages and reports.</param>
/// <param name="Image">The decoded image.</param>
/// <param name="Label">The label, in pixels of this image where it has places.</param>
public sealed record FaceSample(string Name, RgbImage Image, FaceLabel Label);

/// <summary>An identity.</summary>
/// <param name="Identity">Number of the identity within the dataset, from 0.</param>
public sealed record IdentityLabel(int Identity) : FaceLabel;

/// <summary>Points of one face and the box around it.</summary>
/// <param name="Points">
/// (x, y) in pixels of the image, pixel centres at whole numbers, in the order of the schema.
/// </param>
/// <param name="Box">The face box in pixels of the image.</param>
public sealed record LandmarkLabel(ImmutableArray<Vector2> Points, FaceBox Box) : FaceLabel;

/// <summary>A class for every pixel of the image.</summary>
/// <param name="Map">The classes, of the image's size.</param>
public sealed record ParsingLabel(LabelMap Map) : FaceLabel
{
    /// <summary>
    /// Left and right eye, nose tip, left and right mouth corner as the viewer sees them, (x, y) in pixels of the
    /// image, when the dataset aligns faces by them (LaPa: landmarks 104, 105, 54, 84, 90 of its 106); else empty.
    /// </summary>
    public ImmutableArray<Vector2> AlignmentPoints { get; init; } = [];
}
