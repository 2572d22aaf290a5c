using System.Numerics;
using Faceptor.Detection.Onnx.Searching;

namespace Faceptor.Detection.Onnx.Tests.Searching;

public sealed class SuppressionTests
{
    [Fact]
    public void Overlap_is_the_shared_part_of_what_both_cover()
    {
        Assert.Equal(1f / 3, Box(0.5f, 0, 0, 2, 1).OverlapWith(Box(0.5f, 1, 0, 3, 1)), 1e-6f);
        Assert.Equal(0, Box(0.5f, 0, 0, 1, 1).OverlapWith(Box(0.5f, 1, 0, 2, 1)));
        Assert.Equal(1, Box(0.5f, 0, 0, 4, 4).OverlapWith(Box(0.5f, 0, 0, 4, 4)));
    }

    [Fact]
    public void The_surest_of_overlapping_boxes_stays()
    {
        // The second overlaps with both others, which do not overlap with each other.
        Candidate[] boxes = [Box(0.7f, 0, 0, 10, 10), Box(0.9f, 3, 0, 13, 10), Box(0.8f, 12, 0, 22, 10)];

        var faces = Suppression.Apply(boxes, overlapRatio: 0.3f, blends: false);

        Assert.Equal([boxes[1], boxes[2]], faces);
    }

    [Fact]
    public void Order_of_candidates_does_not_matter()
    {
        Candidate[] boxes = [.. Enumerable.Range(0, 40).Select(i => Box(0.5f, i, i % 7, i + 9, (i % 7) + 9))];

        var one = Suppression.Apply(boxes, 0.3f, blends: false);
        var other = Suppression.Apply(boxes.Reverse(), 0.3f, blends: false);

        Assert.Equal(one, other);
    }

    [Fact]
    public void A_threshold_of_nothing_compares_a_bounded_number_of_boxes()
    {
        var boxes = Enumerable.Range(0, 30_000).Select(i => Box(i / 30_000f, 2 * i, 0, (2 * i) + 1, 1));

        var faces = Suppression.Apply(boxes, 0.3f, blends: false);

        Assert.Equal(5000, faces.Count);
        Assert.Equal(29_999 / 30_000f, faces[0].Score);
    }

    private static Candidate Box(float score, float left, float top, float right, float bottom) =>
        new(score, new Vector2(left, top), new Vector2(right, bottom), []);
}
