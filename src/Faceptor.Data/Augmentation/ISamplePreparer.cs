using Faceptor.Data.Datasets;
using Faceptor.Data.Imaging;

namespace Faceptor.Data.Augmentation;

/// <summary>Turns a sample into what the network sees: picture and label together.</summary>
/// <remarks>Members may be called from several threads at once.</remarks>
public interface ISamplePreparer
{
    /// <summary>Side S of the prepared picture in pixels.</summary>
    int SidePx { get; }

    /// <summary>How the prepared picture's values come from pixels.</summary>
    PixelNormalization Normalization { get; }

    /// <summary>Prepares one sample.</summary>
    /// <param name="sample">The sample as the dataset gives it; not changed.</param>
    /// <param name="random">Every random draw comes from here.</param>
    /// <param name="planes">Receives normalised RGB planes [3, S, S].</param>
    PreparedSample Prepare(FaceSample sample, SeededRandom random, Span<float> planes);
}
