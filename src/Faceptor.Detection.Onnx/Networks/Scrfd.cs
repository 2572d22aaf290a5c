using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Detection.Onnx.Searching;

namespace Faceptor.Detection.Onnx.Networks;

/// <summary>
/// SCRFD: for each of three strides two anchors a cell, with a score, the distances of the box's edges and, in some
/// files, five points. Outputs are told apart by their last dimension, since every export names them in its own way.
/// </summary>
internal sealed class Scrfd : DetectorFamily
{
    private const int AnchorsPerCell = 2;

    private static readonly int[] Strides = [8, 16, 32];

    // Positions among the outputs, in the order of the strides; points are empty where there are none.
    private readonly ImmutableArray<int> _scores;
    private readonly ImmutableArray<int> _boxes;
    private readonly ImmutableArray<int> _points;

    private Scrfd(
        int? widthPx, int? heightPx, ImmutableArray<int> scores, ImmutableArray<int> boxes, ImmutableArray<int> points)
    {
        (_scores, _boxes, _points) = (scores, boxes, points);
        Input = new InputLayout
        {
            WidthPx = widthPx,
            HeightPx = heightPx,
            MultiplePx = Strides[^1],
            Mean = 127.5f,
            Scale = 1 / 128f,
        };
    }

    public override string Name => "SCRFD";

    public override InputLayout Input { get; }

    public override double ScoreThreshold => 0.5;

    public override double OverlapRatio => 0.4;

    /// <summary>SCRFD, when there are three outputs of one, four and perhaps ten columns each.</summary>
    public static new Scrfd? Recognize(NetworkSignature signature)
    {
        if (!signature.HasImageInput(isChannelsLast: false, out var size) || signature.Outputs.Any(output => !output.IsFloat))
        {
            return null;
        }

        var (scores, boxes, points) = (OfColumns(1), OfColumns(4), OfColumns(10));
        var known = scores.Length + boxes.Length + points.Length;
        return scores.Length == Strides.Length && boxes.Length == Strides.Length
            && (points.Length == 0 || points.Length == Strides.Length) && known == signature.Outputs.Length
                ? new Scrfd(size.WidthPx, size.HeightPx, scores, boxes, points)
                : null;

        // The finest stride has most rows; where the file does not say how many, the usual order holds.
        ImmutableArray<int> OfColumns(int columns) =>
        [
            .. signature.Outputs.Index()
                .Where(output => output.Item.Columns == columns)
                .OrderByDescending(output => output.Item.Rows ?? int.MaxValue)
                .Select(output => output.Index),
        ];
    }

    public override void Decode(
        DetectorOutputs outputs, int widthPx, int heightPx, float scoreThreshold, List<Candidate> found)
    {
        foreach (var (index, stride) in Strides.Index())
        {
            var columns = widthPx / stride;
            var numAnchors = columns * (heightPx / stride) * AnchorsPerCell;
            var scores = outputs.Get(_scores[index], numAnchors, 1);
            var boxes = outputs.Get(_boxes[index], numAnchors, 4);
            var points = _points.IsEmpty ? default : outputs.Get(_points[index], numAnchors, 10);
            for (var anchor = 0; anchor < numAnchors; anchor++)
            {
                if (!(scores[anchor] >= scoreThreshold))
                {
                    continue;
                }

                var cell = anchor / AnchorsPerCell;
                var corner = new Vector2(cell % columns, cell / columns);
                var box = boxes.Slice(4 * anchor, 4);
                found.Add(new Candidate(
                    Math.Min(scores[anchor], 1),
                    (corner - new Vector2(box[0], box[1])) * stride,
                    (corner + new Vector2(box[2], box[3])) * stride,
                    points.IsEmpty ? [] : CellPoints.Read(points.Slice(10 * anchor, 10), corner, stride)));
            }
        }
    }
}
