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

    /// <summary>Images decoded so far.</summary>
    public int NumDecoded { get; set; }

    /// <summary>
    /// Whether samples of a container are numbered or named anew in each split, so that a name alone says nothing.
    /// </summary>
    public bool HasLocalNames { get; set; }

    /// <summary>What an image is told from others by: its file, or its place in a container.</summary>
    public string KeyOf(int index) => Dataset.FindImage(index)
        ?? (HasLocalNames ? $"{Name}: {Dataset.GetName(index)}" : Dataset.GetName(index));

    /// <summary>Whether another split has other images, in containers, by the same names; one is compared.</summary>
    public bool MeansOthers(OpenSplit other)
    {
        if (Dataset.Count == 0 || Dataset.FindImage(0) is not null)
        {
            return false;
        }

        var name = Dataset.GetName(0);
        var place = Enumerable.Range(0, other.Dataset.Count)
            .FirstOrDefault(index => other.Dataset.GetName(index) == name, -1);
        try
        {
            return place >= 0
                && !Dataset.Read(0).Image.Pixels.AsSpan().SequenceEqual(other.Dataset.Read(place).Image.Pixels);
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
        {
            return false; // a broken sample is reported where samples are checked
        }
    }

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
