using System.Numerics;

namespace Faceptor.Detection.Onnx.Networks;

/// <summary>The five points of YuNet and SCRFD, which both count from a cell in steps of its stride.</summary>
internal static class CellPoints
{
    /// <summary>Reads five points.</summary>
    /// <param name="numbers">x and y of each.</param>
    /// <param name="cell">Column and row of the cell.</param>
    /// <param name="stride">Pixels a cell.</param>
    /// <returns>
    /// Left eye, right eye, nose, left and right mouth corner, as the viewer sees them: the order in which both networks
    /// have them. Their labels count from the middle of the first pixel.
    /// </returns>
    public static Vector2[] Read(ReadOnlySpan<float> numbers, Vector2 cell, int stride)
    {
        var points = new Vector2[5];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = ((cell + new Vector2(numbers[2 * i], numbers[(2 * i) + 1])) * stride) + new Vector2(0.5f);
        }

        return points;
    }
}
