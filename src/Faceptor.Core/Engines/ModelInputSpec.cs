using Faceptor.Core.Tasks;

namespace Faceptor.Core.Engines;

/// <summary>What a model takes for one task.</summary>
/// <param name="Task">The task; <see cref="FaceTask.Framing"/> says which part of an image it sees.</param>
/// <param name="SidePx">Side S of the square input in pixels.</param>
/// <param name="Normalization">How pixel values become input values.</param>
public sealed record ModelInputSpec(FaceTask Task, int SidePx, ChannelNormalization Normalization)
{
    /// <summary>Which part of an image the input shows.</summary>
    public FaceFraming Framing => Task.Framing;
}
