namespace Faceptor.Evaluation;

/// <summary>Pairs of images that show one identity or two.</summary>
internal interface IVerificationSource
{
    /// <summary>The identity task whose embedding is scored.</summary>
    FaceTask Task { get; }

    /// <summary>Name of the set, for example <c>lfw</c>.</summary>
    string Name { get; }

    /// <summary>Number of pairs.</summary>
    int NumPairs { get; }

    /// <summary>Pairs that the whole set has where only some are scored; null where all are.</summary>
    long? SplitSize => null;

    /// <summary>Whether a pair shows one identity.</summary>
    /// <param name="pair">From 0.</param>
    bool IsSame(int pair);

    /// <summary>All images, two a pair, pair after pair, in batches of any size; not mirrored.</summary>
    IEnumerable<ImageBatch> ReadBatches();
}
