using Faceptor.Data.Datasets;
using Faceptor.Imaging;

namespace Faceptor.Data.Tests.Loading;

/// <summary>A dataset whose images come when a gate opens.</summary>
internal sealed class SlowDataset(ManualResetEventSlim gate) : IFaceDataset
{
    private int _numReads;

    public FaceTask Task => FaceTasks.AgeMorph2;

    public string Split => "train";

    public int Count => 10;

    public int NumReads => Volatile.Read(ref _numReads);

    /// <summary>Set when the first image is asked for.</summary>
    public ManualResetEventSlim Started { get; } = new();

    public string GetName(int index) => $"{index}";

    public FaceLabel ReadLabel(int index) => new AgeLabel(index);

    public FaceSample Read(int index)
    {
        Interlocked.Increment(ref _numReads);
        Started.Set();
        gate.Wait();
        return new FaceSample(GetName(index), new RgbImage(8, 8), ReadLabel(index));
    }
}
