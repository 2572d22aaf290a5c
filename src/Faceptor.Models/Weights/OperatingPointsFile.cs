using Faceptor.Serialization;

namespace Faceptor.Models.Weights;

/// <summary>Puts measured operating points into the weight file that they were measured with.</summary>
internal static class OperatingPointsFile
{
    /// <summary>Refuses a file that has no place for them; before they are measured.</summary>
    /// <param name="path">The weight file.</param>
    /// <exception cref="CheckpointException">It is missing, damaged, or none of this project's safetensors files.</exception>
    public static void Require(string path)
    {
        using var file = WeightFile.Open(path);
        if (file.Source != WeightSource.Own)
        {
            throw new CheckpointException(
                path,
                $"operating points stand in safetensors files of this project, this is {WeightSources.Describe(file.Source)}; "
                + "convert it first, and evaluate the result.");
        }
    }

    /// <summary>Replaces the operating points of a file; its tensors stay as they are.</summary>
    /// <param name="path">A weight file of this project.</param>
    /// <param name="points">The points; sets whose pairs support none are left out.</param>
    /// <returns>How many sets are stored.</returns>
    /// <exception cref="CheckpointException">It is missing, damaged, or none of this project's safetensors files.</exception>
    /// <exception cref="IOException">It cannot be written; it stays as it was.</exception>
    public static int Store(string path, IEnumerable<OperatingPoints> points)
    {
        Require(path);
        OperatingPoints[] supported = [.. points.Where(set => !set.Points.IsEmpty)];
        SafeTensorsMetadata.Set(
            path,
            WeightMetadata.OperatingPointsKey,
            supported.Length == 0 ? null : OperatingPointsJson.Write(supported));
        return supported.Length;
    }
}
