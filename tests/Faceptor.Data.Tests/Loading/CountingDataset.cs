using Faceptor.Data.Datasets;
using Faceptor.Imaging;

namespace Faceptor.Data.Tests.Loading;

/// <summary>Ages 0, 1, 2, … on images whose pixels are the age; counts what is read.</summary>
internal sealed class CountingDataset(int count) : IFaceDataset
{
    private int _numReads;

    public FaceTask Task => FaceTasks.AgeMorph2;

    public string Split => "train";

    public int Count => count;

    public int NumReads => Volatile.Read(ref _numReads);

    /// <summary>A sample that cannot be read.</summary>
    public int? BrokenIndex { get; init; }

    public string GetName(int index) => $"{index}";

    public FaceLabel ReadLabel(int index) => new AgeLabel(index);

    public FaceSample Read(int index)
    {
        Interlocked.Increment(ref _numReads);
        if (index == BrokenIndex)
        {
            throw new DatasetException("broken.jpg", "broken on purpose.");
        }

        var image = new RgbImage(8, 8);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)(index + (i * 3));
        }

        return new FaceSample(GetName(index), image, ReadLabel(index));
    }
}
