using Faceptor.Imaging;
using Faceptor.Imaging.Geometry;

namespace Faceptor.Evaluation.Sheets;

/// <summary>An image that is ready for the network, and the way back to the original.</summary>
/// <param name="Image">The original image.</param>
/// <param name="Warp">From the original image to the network's.</param>
/// <param name="Views">
/// What the network sees, each RGB planes [3, S, S], normalised; S is the warp's side. Identity takes the plain and the
/// mirrored face, <see cref="TaskFamily"/>'s other members take one view.
/// </param>
internal sealed record PreparedImage(RgbImage Image, AlignmentWarp Warp, params float[][] Views);
