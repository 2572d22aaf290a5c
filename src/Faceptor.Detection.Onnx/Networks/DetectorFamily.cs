using Faceptor.Detection.Onnx.Searching;

namespace Faceptor.Detection.Onnx.Networks;

/// <summary>A kind of detector: what its network takes, and what its numbers mean.</summary>
internal abstract class DetectorFamily
{
    /// <summary>Its name, for people.</summary>
    public abstract string Name { get; }

    /// <summary>What the network takes.</summary>
    public abstract InputLayout Input { get; }

    /// <summary>The score from which a face counts, where the caller has no wish.</summary>
    public abstract double ScoreThreshold { get; }

    /// <summary>The overlap above which two boxes are one face, where the caller has no wish.</summary>
    public abstract double OverlapRatio { get; }

    /// <summary>Whether boxes of one face are averaged by score, instead of taking the surest.</summary>
    public virtual bool BlendsOverlaps => false;

    /// <summary>Reads the faces from a network's outputs.</summary>
    /// <param name="outputs">The outputs of one input.</param>
    /// <param name="widthPx">Width of the input.</param>
    /// <param name="heightPx">Height of the input.</param>
    /// <param name="scoreThreshold">Faces below it are left out.</param>
    /// <param name="found">
    /// Receives the faces in pixels of the input, measured from its upper left edge: the middle of the first pixel is
    /// (0.5, 0.5).
    /// </param>
    public abstract void Decode(
        DetectorOutputs outputs, int widthPx, int heightPx, float scoreThreshold, List<Candidate> found);

    /// <summary>The family that a network belongs to.</summary>
    /// <param name="signature">What the network takes and gives.</param>
    /// <returns>Null when it is none of the known ones.</returns>
    public static DetectorFamily? Recognize(NetworkSignature signature) =>
        YuNet.Recognize(signature) ?? Scrfd.Recognize(signature) ?? (DetectorFamily?)BlazeFace.Recognize(signature);
}
