using Faceptor.Data.Datasets;
using Faceptor.Data.Geometry;

namespace Faceptor.Data.Augmentation;

/// <summary>A sample in network space.</summary>
/// <param name="Label">The label, in pixels of the prepared picture where it has places.</param>
/// <param name="Warp">The way from the original picture to the prepared one, and back.</param>
public sealed record PreparedSample(FaceLabel Label, AlignmentWarp Warp);
