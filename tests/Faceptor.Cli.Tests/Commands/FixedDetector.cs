using System.Collections.Immutable;

namespace Faceptor.Cli.Tests.Commands;

/// <summary>Finds the same faces in every image that is not black.</summary>
internal sealed class FixedDetector(params ImmutableArray<DetectedFace> faces) : IFaceDetector
{
    public bool IsDisposed { get; private set; }

    public ImmutableArray<DetectedFace> Detect(ImageView image, CancellationToken cancellationToken = default) =>
        image.Rgb.ContainsAnyExcept((byte)0) ? faces : [];

    public void Dispose() => IsDisposed = true;
}
