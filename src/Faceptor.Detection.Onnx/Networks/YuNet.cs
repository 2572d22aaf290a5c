using System.Numerics;
using Faceptor.Detection.Onnx.Searching;

namespace Faceptor.Detection.Onnx.Networks;

/// <summary>
/// YuNet of 2023 and later: a class, an object and a box output and one of five points for each of three strides, one
/// anchor a cell. Blue comes first, values are not normalised.
/// </summary>
/// <remarks>Its authors' readme: made for faces of about 10 to 300 pixels; so smaller images are not enlarged.</remarks>
internal sealed class YuNet : DetectorFamily
{
    private static readonly int[] Strides = [8, 16, 32];

    // Position among the outputs of class, object, box and points, a row a stride.
    private readonly int[][] _outputs;

    private YuNet(int? widthPx, int? heightPx, int[][] outputs)
    {
        _outputs = outputs;
        Input = new InputLayout
        {
            WidthPx = widthPx,
            HeightPx = heightPx,
            MultiplePx = Strides[^1],
            IsBlueFirst = true,
        };
    }

    public override string Name => "YuNet";

    public override InputLayout Input { get; }

    public override double ScoreThreshold => 0.6;

    public override double OverlapRatio => 0.3;

    /// <summary>YuNet, when the outputs have its names and sizes.</summary>
    public static new YuNet? Recognize(NetworkSignature signature)
    {
        if (!signature.HasImageInput(isChannelsLast: false, out var size) || signature.Outputs.Length != 4 * Strides.Length)
        {
            return null;
        }

        int[][] outputs =
        [
            .. Strides.Select(stride => (int[])
            [
                IndexOf($"cls_{stride}", 1), IndexOf($"obj_{stride}", 1), IndexOf($"bbox_{stride}", 4),
                IndexOf($"kps_{stride}", 10),
            ]),
        ];
        return outputs.Any(indices => indices.Contains(-1)) ? null : new YuNet(size.WidthPx, size.HeightPx, outputs);

        int IndexOf(string name, int columns) => signature.Outputs.IndexOf(
            signature.Outputs.FirstOrDefault(
                output => output.Name == name && output.IsFloat && (output.Columns == columns || output.Columns < 0))!);
    }

    public override void Decode(
        DetectorOutputs outputs, int widthPx, int heightPx, float scoreThreshold, List<Candidate> found)
    {
        foreach (var (stride, indices) in Strides.Zip(_outputs))
        {
            var (columns, rows) = (widthPx / stride, heightPx / stride);
            var classes = outputs.Get(indices[0], rows * columns, 1);
            var objects = outputs.Get(indices[1], rows * columns, 1);
            var boxes = outputs.Get(indices[2], rows * columns, 4);
            var points = outputs.Get(indices[3], rows * columns, 10);
            for (var cell = 0; cell < classes.Length; cell++)
            {
                var score = MathF.Sqrt(Math.Clamp(classes[cell], 0, 1) * Math.Clamp(objects[cell], 0, 1));
                if (!(score >= scoreThreshold))
                {
                    continue;
                }

                var corner = new Vector2(cell % columns, cell / columns);
                var box = boxes.Slice(4 * cell, 4);
                var centre = (corner + new Vector2(box[0], box[1])) * stride;
                var half = new Vector2(MathF.Exp(box[2]), MathF.Exp(box[3])) * stride / 2;
                found.Add(new Candidate(
                    score, centre - half, centre + half, CellPoints.Read(points.Slice(10 * cell, 10), corner, stride)));
            }
        }
    }
}
