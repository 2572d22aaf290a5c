namespace Faceptor.Data.Datasets;

/// <summary>Two templates of IJB-C to compare.</summary>
/// <param name="First">The number of a template.</param>
/// <param name="Second">The number of another.</param>
/// <param name="IsSame">Whether both show one person.</param>
public readonly record struct IjbCPair(int First, int Second, bool IsSame);
