using Faceptor.Data.Datasets;

namespace Faceptor.Data.Loading;

/// <summary>From the labels of prepared samples to the targets of a batch.</summary>
public static class TargetPacking
{
    /// <summary>Packs labels of one kind.</summary>
    /// <param name="labels">Labels in pixels of the prepared pictures, one a sample, all of one kind.</param>
    /// <param name="sidePx">Side of the prepared pictures in pixels.</param>
    /// <exception cref="ArgumentException">There are no labels, or they are of a kind that has no targets.</exception>
    public static TaskTargets Pack(IReadOnlyList<FaceLabel> labels, int sidePx)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count == 0)
        {
            throw new ArgumentException("a batch has at least one label.", nameof(labels));
        }

        return labels[0] switch
        {
            LandmarkLabel => PackLandmarks([.. labels.Cast<LandmarkLabel>()], sidePx),
            ParsingLabel => PackParsing([.. labels.Cast<ParsingLabel>()], sidePx),
            AgeLabel => new AgeTargets([.. labels.Cast<AgeLabel>().Select(label => label.Years)]),
            ExpressionLabel => new ClassTargets([.. labels.Cast<ExpressionLabel>().Select(label => (long)label.Class)]),
            AttributesLabel => new AttributeTargets(
                [.. labels.Cast<AttributesLabel>().SelectMany(label => label.Values)]),
            IdentityLabel => new ClassTargets([.. labels.Cast<IdentityLabel>().Select(label => (long)label.Identity)]),
            _ => throw new ArgumentException(
                $"labels of type {labels[0].GetType().Name} have no targets.", nameof(labels)),
        };
    }

    private static LandmarkTargets PackLandmarks(LandmarkLabel[] labels, int sidePx)
    {
        var points = new float[labels.Sum(label => label.Points.Length * 2)];
        var next = 0;
        foreach (var label in labels)
        {
            foreach (var point in label.Points)
            {
                points[next++] = (point.X + 0.5f) / sidePx;
                points[next++] = (point.Y + 0.5f) / sidePx;
            }
        }

        return new LandmarkTargets(points);
    }

    private static ParsingTargets PackParsing(ParsingLabel[] labels, int sidePx)
    {
        var area = sidePx * sidePx;
        var classes = new byte[labels.Length * area];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i].Map.Classes.CopyTo(classes.AsSpan(i * area, area));
        }

        return new ParsingTargets(classes);
    }
}
