using Faceptor.Data.Datasets;
using Faceptor.Imaging;

namespace Faceptor.Data.Tests.Loading;

/// <summary>A dataset in which some samples cannot be read.</summary>
internal sealed record BrokenDataset(int Count, Func<int, bool> IsBad) : IFaceDataset
{
    public FaceTask Task => FaceTasks.AgeMorph2;

    public string Split => "train";

    /// <summary>Whether reading fails as a disk does rather than as a dataset.</summary>
    public bool FailsOnDisk { get; init; }

    public string GetName(int index) => $"sample {index}";

    public FaceLabel ReadLabel(int index) => new AgeLabel(index);

    public FaceSample Read(int index)
    {
        if (IsBad(index))
        {
            throw FailsOnDisk
                ? new IOException("the disk is gone")
                : new DatasetException($"{index}.jpg", "broken on purpose.");
        }

        return new FaceSample(GetName(index), new RgbImage(8, 8), ReadLabel(index));
    }
}
