using Faceptor.Data.Datasets;
using Faceptor.Models;

namespace Faceptor.Evaluation.Sessions;

/// <summary>IJB-C, its faces aligned and prepared as the model wants them.</summary>
/// <remarks>Our choice: normalised as the other verification images; the released code does not read IJB-C.</remarks>
internal sealed class IjbCSource(
    FaceTask task, IjbCDataset dataset, IFaceModel model, int batchSize, Action<int>? onRead) : ITemplateSource
{
    /// <summary>The split that its scores are recorded under.</summary>
    public const string SplitName = "ijbc";

    private readonly SampleBatches _batches = new(model, task, batchSize, onRead);

    public FaceTask Task => task;

    public string Name => SplitName;

    public int NumFaces => dataset.NumFaces;

    public int NumPairs => dataset.NumPairs;

    public IjbCFace GetFace(int index) => dataset.GetFace(index);

    public IjbCPair GetPair(int index) => dataset.GetPair(index);

    public IEnumerable<ImageBatch> ReadBatches() => _batches.ReadImages(
        dataset.NumFaces,
        index => new FaceSample(dataset.GetFace(index).Name, dataset.ReadAligned(index), new IdentityLabel(0)),
        dataset.FindImage);
}
