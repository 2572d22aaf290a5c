namespace Faceptor.Core.Layers;

/// <summary>The grid of patches that an image is cut into.</summary>
/// <param name="NumRows">Patches from top to bottom.</param>
/// <param name="NumColumns">Patches from left to right.</param>
public readonly record struct PatchGrid(long NumRows, long NumColumns)
{
    /// <summary>Number of patches, which is the number of patch tokens.</summary>
    public long NumPatches => NumRows * NumColumns;
}
