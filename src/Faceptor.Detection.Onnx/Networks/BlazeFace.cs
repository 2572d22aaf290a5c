using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Detection.Onnx.Searching;

namespace Faceptor.Detection.Onnx.Networks;

/// <summary>
/// BlazeFace, front (128 pixels) and back (256): 896 anchors, of which 512 in 16 x 16 cells and 384 in 8 x 8, with a
/// score before the sigmoid and sixteen numbers, box and six points. The numbers are in two outputs or in one.
/// </summary>
internal sealed class BlazeFace : DetectorFamily
{
    private const int Columns = 16;
    private const int LeftEye = 0;
    private const int RightEye = 1;
    private const int NoseTip = 2;
    private const int Mouth = 3;

    /// <summary>
    /// From the middle of the mouth to its corners, in distances of the eyes: as in ArcFace's template, where faces are
    /// aligned to.
    /// </summary>
    private const float HalfMouthRatio = 0.414f;

    // Beyond it a sigmoid in single precision is 0 or 1.
    private const float MaxLogit = 80;

    private static readonly (int Rows, int Grid, int PerCell)[] Layers = [(512, 16, 2), (384, 8, 6)];

    // For each output of scores and of boxes its position and its part of the layers.
    private readonly ImmutableArray<(int Output, int Rows)> _scores;
    private readonly ImmutableArray<(int Output, int Rows)> _boxes;

    private BlazeFace(
        int sidePx, bool isChannelsLast, ImmutableArray<(int, int)> scores, ImmutableArray<(int, int)> boxes)
    {
        (_scores, _boxes) = (scores, boxes);
        Input = new InputLayout
        {
            WidthPx = sidePx,
            HeightPx = sidePx,
            IsChannelsLast = isChannelsLast,
            Mean = 127.5f,
            Scale = 1 / 127.5f,
            IsCentred = true,
            Enlarges = true,
        };
    }

    public override string Name => "BlazeFace";

    public override InputLayout Input { get; }

    public override double ScoreThreshold => 0.5;

    public override double OverlapRatio => 0.3;

    public override bool BlendsOverlaps => true;

    /// <summary>BlazeFace, when the input is a square of 128 or 256 and there are numbers of 896 anchors.</summary>
    public static new BlazeFace? Recognize(NetworkSignature signature)
    {
        var isChannelsLast = signature.HasImageInput(isChannelsLast: true, out var size);
        if ((!isChannelsLast && !signature.HasImageInput(isChannelsLast: false, out size))
            || size is not (128, 128) and not (256, 256) || signature.Outputs.Any(output => !output.IsFloat))
        {
            return null;
        }

        var (scores, boxes) = (OfColumns(1), OfColumns(Columns));
        return scores.Length + boxes.Length == signature.Outputs.Length
            && FitLayers(scores) && FitLayers(boxes)
                ? new BlazeFace(size.WidthPx.Value, isChannelsLast, scores, boxes)
                : null;

        ImmutableArray<(int Output, int Rows)> OfColumns(int columns) =>
        [
            .. signature.Outputs.Index()
                .Where(output => output.Item.Columns == columns)
                .Select(output => (output.Index, Rows: output.Item.Rows ?? 0))
                .OrderByDescending(output => output.Rows),
        ];

        static bool FitLayers(ImmutableArray<(int Output, int Rows)> parts) =>
            parts is [(_, 896)] or [(_, 512), (_, 384)];
    }

    public override void Decode(
        DetectorOutputs outputs, int widthPx, int heightPx, float scoreThreshold, List<Candidate> found)
    {
        var first = 0;
        foreach (var (rows, grid, perCell) in Layers)
        {
            var scores = Part(outputs, _scores, 1, first, rows);
            var boxes = Part(outputs, _boxes, Columns, first, rows);
            first += rows;
            for (var anchor = 0; anchor < rows; anchor++)
            {
                var score = 1 / (1 + MathF.Exp(-Math.Clamp(scores[anchor], -MaxLogit, MaxLogit)));
                if (!(score >= scoreThreshold))
                {
                    continue;
                }

                var cell = anchor / perCell;
                var middle = new Vector2((cell % grid) + 0.5f, (cell / grid) + 0.5f) * (widthPx / (float)grid);
                var box = boxes.Slice(anchor * Columns, Columns);
                var centre = middle + new Vector2(box[0], box[1]);
                var half = new Vector2(box[2], box[3]) / 2;
                found.Add(new Candidate(score, centre - half, centre + half, FivePoints(box[4..], middle)));
            }
        }
    }

    // All anchors in one output, or a part of them in each.
    private static ReadOnlySpan<float> Part(
        DetectorOutputs outputs, ImmutableArray<(int Output, int Rows)> parts, int columns, int first, int rows) =>
        parts is [var all]
            ? outputs.Get(all.Output, all.Rows, columns).Slice(first * columns, rows * columns)
            : outputs.Get(parts.Single(part => part.Rows == rows).Output, rows, columns);

    private static Vector2[] FivePoints(ReadOnlySpan<float> numbers, Vector2 middle)
    {
        var (leftEye, rightEye) = (Point(numbers, LeftEye), Point(numbers, RightEye));
        var mouth = Point(numbers, Mouth);
        var toCorner = (rightEye - leftEye) * HalfMouthRatio;
        return
        [
            leftEye + middle, rightEye + middle, Point(numbers, NoseTip) + middle, mouth - toCorner + middle,
            mouth + toCorner + middle,
        ];

        static Vector2 Point(ReadOnlySpan<float> numbers, int index) => new(numbers[2 * index], numbers[(2 * index) + 1]);
    }
}
