using System.Numerics;

namespace Faceptor.Evaluation.Tests;

/// <summary>image = scale * network + shift.</summary>
internal sealed class ScaleAndShift(float scale, Vector2 shift) : IImageTransform
{
    public Vector2 ToImage(Vector2 networkPx) => (networkPx * scale) + shift;

    public Vector2 ToNetwork(Vector2 imagePx) => (imagePx - shift) / scale;
}
