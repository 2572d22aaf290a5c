using Faceptor.Imaging.Geometry;

namespace Faceptor.Inference;

/// <summary>What the network answered for one input, and the way back to the image.</summary>
/// <param name="Output">The numbers.</param>
/// <param name="Warp">From the image to the network's input.</param>
internal sealed record ModelAnswer(RawOutput Output, AlignmentWarp Warp);
