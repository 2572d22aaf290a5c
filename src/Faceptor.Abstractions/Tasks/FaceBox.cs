namespace Faceptor;

/// <summary>A face box in pixels of the original image; edges may lie outside the image.</summary>
/// <param name="Top">y of the upper edge.</param>
/// <param name="Left">x of the left edge.</param>
/// <param name="Bottom">y of the lower edge.</param>
/// <param name="Right">x of the right edge.</param>
public readonly record struct FaceBox(float Top, float Left, float Bottom, float Right)
{
    /// <summary>Right minus left.</summary>
    public float Width => Right - Left;

    /// <summary>Bottom minus top.</summary>
    public float Height => Bottom - Top;
}
