namespace Faceptor.Data.Datasets;

/// <summary>An age.</summary>
/// <param name="Years">Age in years.</param>
public sealed record AgeLabel(int Years) : FaceLabel;
