namespace Faceptor.Imaging.Resampling;

/// <summary>The four pixels around a place and their weights; pixels outside the image have weight 0.</summary>
internal readonly struct BilinearTap
{
    private readonly int _upperLeft;
    private readonly int _upperRight;
    private readonly int _lowerLeft;
    private readonly int _lowerRight;
    private readonly float _upperLeftWeight;
    private readonly float _upperRightWeight;
    private readonly float _lowerLeftWeight;
    private readonly float _lowerRightWeight;

    private BilinearTap(int column, int row, float right, float lower, int width, int height)
    {
        var (left, upper) = (column >= 0 ? 1 - right : 0, row >= 0 ? 1 - lower : 0);
        right = column + 1 < width ? right : 0;
        lower = row + 1 < height ? lower : 0;
        var (column0, column1) = (Math.Max(column, 0), Math.Min(column + 1, width - 1));
        var (row0, row1) = (Math.Max(row, 0) * width, Math.Min(row + 1, height - 1) * width);
        (_upperLeft, _upperRight, _lowerLeft, _lowerRight) =
            (row0 + column0, row0 + column1, row1 + column0, row1 + column1);
        (_upperLeftWeight, _upperRightWeight) = (upper * left, upper * right);
        (_lowerLeftWeight, _lowerRightWeight) = (lower * left, lower * right);
    }

    public static BilinearTap At(double x, double y, int width, int height)
    {
        // Written so that NaN and infinity count as outside.
        if (!(x > -1 && x < width && y > -1 && y < height))
        {
            return default;
        }

        var (column, row) = (Math.Floor(x), Math.Floor(y));
        return new BilinearTap((int)column, (int)row, (float)(x - column), (float)(y - row), width, height);
    }

    public float Sample(ReadOnlySpan<byte> pixels, int stride, int channel) =>
        (_upperLeftWeight * pixels[(_upperLeft * stride) + channel])
        + (_upperRightWeight * pixels[(_upperRight * stride) + channel])
        + (_lowerLeftWeight * pixels[(_lowerLeft * stride) + channel])
        + (_lowerRightWeight * pixels[(_lowerRight * stride) + channel]);

    public float Sample(ReadOnlySpan<float> plane) =>
        (_upperLeftWeight * plane[_upperLeft])
        + (_upperRightWeight * plane[_upperRight])
        + (_lowerLeftWeight * plane[_lowerLeft])
        + (_lowerRightWeight * plane[_lowerRight]);
}
