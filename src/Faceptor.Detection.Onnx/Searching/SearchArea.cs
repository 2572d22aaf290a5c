namespace Faceptor.Detection.Onnx.Searching;

/// <summary>A part of an image that the network looks at by itself.</summary>
/// <param name="Left">Its first column.</param>
/// <param name="Top">Its first row.</param>
/// <param name="WidthPx">Its width.</param>
/// <param name="HeightPx">Its height.</param>
/// <param name="ImageWidthPx">Width of the image.</param>
/// <param name="ImageHeightPx">Height of the image.</param>
internal sealed record SearchArea(
    int Left, int Top, int WidthPx, int HeightPx, int ImageWidthPx, int ImageHeightPx)
{
    /// <summary>How much of a side two neighbours share.</summary>
    private const double SharedRatio = 0.25;

    /// <summary>How near to a cut a box may end, as a part of its size, before the face counts as cut.</summary>
    private const float NearRatio = 0.02f;

    /// <summary>The whole image, and tiles of it when they are wanted and smaller.</summary>
    /// <param name="widthPx">Width of the image.</param>
    /// <param name="heightPx">Height of the image.</param>
    /// <param name="tileSidePx">Side of a tile; null for none.</param>
    public static IEnumerable<SearchArea> Of(int widthPx, int heightPx, int? tileSidePx)
    {
        yield return new SearchArea(0, 0, widthPx, heightPx, widthPx, heightPx);
        if (tileSidePx is not { } side || (side >= widthPx && side >= heightPx))
        {
            yield break;
        }

        foreach (var top in Starts(heightPx, side))
        {
            foreach (var left in Starts(widthPx, side))
            {
                yield return new SearchArea(
                    left, top, Math.Min(side, widthPx), Math.Min(side, heightPx), widthPx, heightPx);
            }
        }
    }

    /// <summary>
    /// Whether a face does not reach an edge at which the image goes on: a neighbour or the whole image shows it whole.
    /// </summary>
    /// <param name="face">A face in pixels of the image.</param>
    public bool HoldsWhole(Candidate face)
    {
        var near = NearRatio * (face.BottomRight - face.TopLeft);
        return (Left == 0 || face.TopLeft.X > Left + near.X)
            && (Top == 0 || face.TopLeft.Y > Top + near.Y)
            && (Left + WidthPx == ImageWidthPx || face.BottomRight.X < Left + WidthPx - near.X)
            && (Top + HeightPx == ImageHeightPx || face.BottomRight.Y < Top + HeightPx - near.Y);
    }

    // From one end to the other in equal steps of three quarters of a side at most.
    private static IEnumerable<int> Starts(int length, int side)
    {
        var room = Math.Max(0, length - side);
        var numSteps = (int)Math.Ceiling(room / (side * (1 - SharedRatio)));
        return Enumerable.Range(0, numSteps + 1).Select(step => numSteps == 0 ? 0 : (int)((long)room * step / numSteps));
    }
}
