namespace Faceptor.Detection.Onnx.Networks;

/// <summary>What a network's input is: size, order of numbers, range of values.</summary>
internal sealed record InputLayout
{
    /// <summary>Width in pixels; null when the network takes any.</summary>
    public required int? WidthPx { get; init; }

    /// <summary>Height in pixels; null when the network takes any.</summary>
    public required int? HeightPx { get; init; }

    /// <summary>What width and height are multiples of, where they are free.</summary>
    public int MultiplePx { get; init; } = 1;

    /// <summary>Whether the three numbers of a pixel lie together: [1, H, W, 3] instead of [1, 3, H, W].</summary>
    public bool IsChannelsLast { get; init; }

    /// <summary>Whether blue comes first.</summary>
    public bool IsBlueFirst { get; init; }

    /// <summary>Taken off each value of 0 to 255.</summary>
    public float Mean { get; init; }

    /// <summary>By which the rest is multiplied.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>Whether the image lies in the middle of a larger input; otherwise in its upper left corner.</summary>
    public bool IsCentred { get; init; }

    /// <summary>Whether an image that is smaller than the input is enlarged; otherwise black surrounds it.</summary>
    public bool Enlarges { get; init; }

    /// <summary>Dimensions of the input, in order.</summary>
    public long[] Shape(int widthPx, int heightPx) =>
        IsChannelsLast ? [1, heightPx, widthPx, 3] : [1, 3, heightPx, widthPx];
}
