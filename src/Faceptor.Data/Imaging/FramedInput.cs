using Faceptor.Core.Engines;
using Faceptor.Data.Geometry;

namespace Faceptor.Data.Imaging;

/// <summary>A model's input and the way back to the image it shows.</summary>
/// <param name="Input">What the model sees.</param>
/// <param name="Warp">From the image to the input.</param>
public sealed record FramedInput(ModelInput Input, AlignmentWarp Warp);
