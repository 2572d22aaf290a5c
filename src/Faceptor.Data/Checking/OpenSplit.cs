using System.Collections.Immutable;
using Faceptor.Data.Datasets;

namespace Faceptor.Data.Checking;

/// <summary>A split while it is being checked.</summary>
internal sealed class OpenSplit(string name, IFaceDataset dataset)
{
    public string Name { get; } = name;

    public IFaceDataset Dataset { get; } = dataset;

    /// <summary>Other names of the same samples.</summary>
    public List<string> OtherNames { get; } = [];

    /// <summary>How often each class is there; set by the check.</summary>
    public ImmutableArray<ClassCount> Classes { get; set; } = [];

    /// <summary>Pictures decoded so far.</summary>
    public int NumDecoded { get; set; }

    /// <summary>What a picture is told from others by: its file, or its place in a container.</summary>
    public string KeyOf(int index) => Dataset.FindPicture(index) ?? Dataset.GetName(index);

    public bool HasSameSamples(OpenSplit other)
    {
        if (Dataset.Count != other.Dataset.Count)
        {
            return false;
        }

        for (var i = 0; i < Dataset.Count; i++)
        {
            if (KeyOf(i) != other.KeyOf(i))
            {
                return false;
            }
        }

        return true;
    }

    public SplitReport ToReport(DatasetDefinition definition) => new(
        Name,
        [.. OtherNames],
        Dataset.Count,
        OtherNames.Prepend(Name)
            .Select(split => definition.PaperCounts.TryGetValue(split, out var count) ? count : (int?)null)
            .FirstOrDefault(count => count is not null),
        Classes,
        NumDecoded);
}
