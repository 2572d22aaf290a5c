namespace Faceptor.Core.Decoders;

/// <summary>Where the decoder's memory gets its positions from.</summary>
public enum MemoryPositions
{
    /// <summary>A fixed sine code through a small learned network. Released configuration.</summary>
    Sine,

    /// <summary>
    /// A freely learned grid P. Paper: Sec. 3.3, Eq. 7. Our choice, because the paper has one size of grid and the
    /// network sees several: the learned grid is as large as the encoder's and is resized by the encoder's rule
    /// (bicubic, corners not aligned, no antialiasing); it starts as N(0, 1), the size of the level embeddings.
    /// </summary>
    Learned,
}
