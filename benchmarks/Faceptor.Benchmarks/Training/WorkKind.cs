namespace Faceptor.Benchmarks.Training;

/// <summary>
/// The work that is measured on ViT-B, each with a figure of the released network's graph to compare with.
/// </summary>
public enum WorkKind
{
    /// <summary>The encoder's forward pass over 8 images of 112 x 112.</summary>
    Encode8Small,

    /// <summary>The encoder's forward pass over one image of 512 x 512.</summary>
    Encode1Large,

    /// <summary>Forward and backward of the age task on 8 images of 112 x 112.</summary>
    Age8,

    /// <summary>Forward and backward of the WFLW task on one image of 512 x 512.</summary>
    Wflw1,
}
