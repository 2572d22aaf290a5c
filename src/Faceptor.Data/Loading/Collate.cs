using Faceptor.Data.Datasets;
using Faceptor.Data.Families;

namespace Faceptor.Data.Loading;

/// <summary>From the labels of prepared samples to the targets of a batch.</summary>
internal static class Collate
{
    /// <summary>Packs labels of one kind.</summary>
    /// <param name="labels">Labels in pixels of the prepared images, one a sample, all of one kind.</param>
    /// <param name="sidePx">Side of the prepared images in pixels.</param>
    /// <exception cref="ArgumentException">There are no labels, or they are of a kind that has no targets.</exception>
    public static TaskTargets Pack(IReadOnlyList<FaceLabel> labels, int sidePx)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count == 0)
        {
            throw new ArgumentException("a batch has at least one label.", nameof(labels));
        }

        return FamilySamples.Find(labels[0])?.Pack(labels, sidePx)
            ?? throw new ArgumentException(
                $"labels of type {labels[0].GetType().Name} have no targets.", nameof(labels));
    }
}
