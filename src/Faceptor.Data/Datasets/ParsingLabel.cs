using Faceptor.Data.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>A class for every pixel of the picture.</summary>
/// <param name="Map">The classes, of the picture's size.</param>
public sealed record ParsingLabel(LabelMap Map) : FaceLabel;
