using Faceptor.Data.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>A picture with its label.</summary>
/// <param name="Name">The sample's name within its dataset, for messages and reports.</param>
/// <param name="Image">The decoded picture.</param>
/// <param name="Label">The label, in pixels of this picture where it has places.</param>
public sealed record FaceSample(string Name, RgbImage Image, FaceLabel Label);
