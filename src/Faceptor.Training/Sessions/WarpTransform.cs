using System.Numerics;
using Faceptor.Data.Geometry;
using Faceptor.Training.Evaluation;

namespace Faceptor.Training.Sessions;

/// <summary>The way of a test picture into the network and back, as evaluators want it.</summary>
internal sealed class WarpTransform(AlignmentWarp warp) : IPictureTransform
{
    public Vector2 ToPicture(Vector2 networkPx) => warp.ToOriginal(networkPx);

    public Vector2 ToNetwork(Vector2 picturePx) => warp.ToAligned(picturePx);
}
