namespace Faceptor.Data.Synthetic;

/// <summary>How far the drawing of the data sets is.</summary>
/// <param name="Done">Pictures drawn so far.</param>
/// <param name="Total">Pictures in all.</param>
public readonly record struct DrawnDatasetProgress(int Done, int Total);
