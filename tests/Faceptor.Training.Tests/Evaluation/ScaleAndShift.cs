using System.Numerics;
using Faceptor.Training.Evaluation;

namespace Faceptor.Training.Tests.Evaluation;

/// <summary>picture = scale * network + shift.</summary>
internal sealed class ScaleAndShift(float scale, Vector2 shift) : IPictureTransform
{
    public Vector2 ToPicture(Vector2 networkPx) => (networkPx * scale) + shift;

    public Vector2 ToNetwork(Vector2 picturePx) => (picturePx - shift) / scale;
}
