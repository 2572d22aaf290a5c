using System.Collections.Immutable;

namespace Faceptor.Core.Engines;

/// <summary>Finds faces in images.</summary>
/// <remarks>Members may be called from several threads.</remarks>
public interface IFaceDetector : IDisposable
{
    /// <summary>Finds the faces of an image.</summary>
    /// <param name="image">The image; not kept.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The faces in any order; none when there is none.</returns>
    ImmutableArray<DetectedFace> Detect(ImageView image, CancellationToken cancellationToken = default);
}
