using Faceptor.Data.Datasets;
using Faceptor.Imaging.Framing;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Data.Augmentation;

/// <summary>Turns a sample into what the network sees: image and label together.</summary>
/// <remarks>Members may be called from several threads at once.</remarks>
internal interface ISampleTransform
{
    /// <summary>Side S of the prepared image in pixels.</summary>
    int SidePx { get; }

    /// <summary>How the prepared image's values come from pixels.</summary>
    PixelNormalization Normalization { get; }

    /// <summary>Prepares one sample.</summary>
    /// <param name="sample">The sample as the dataset gives it; not changed.</param>
    /// <param name="random">Every random draw comes from here.</param>
    /// <param name="planes">Receives normalised RGB planes [3, S, S].</param>
    TransformedSample Prepare(FaceSample sample, SeededRandom random, Span<float> planes);
}

/// <summary>A sample in network space.</summary>
/// <param name="Label">The label, in pixels of the prepared image where it has places.</param>
/// <param name="Warp">The way from the original image to the prepared one, and back.</param>
internal sealed record TransformedSample(FaceLabel Label, AlignmentWarp Warp);
