using System.Collections.Immutable;
using Faceptor.Data.Datasets;
using Faceptor.Imaging;

namespace Faceptor.Training.Tests.Sessions;

/// <summary>Four grey images with two attributes: one always, one in half of them.</summary>
internal sealed class CustomAttributes(FaceTask task) : IFaceDataset
{
    private static readonly ImmutableArray<ImmutableArray<sbyte>> Rows = [[1, 1], [1, 1], [1, 0], [1, 0]];

    public FaceTask Task => task;

    public string Split => "mine";

    public int Count => Rows.Length;

    public string GetName(int index) => $"image {index}";

    public FaceLabel ReadLabel(int index) => new AttributesLabel(Rows[index]);

    public FaceSample Read(int index) => new(GetName(index), new RgbImage(20, 20), ReadLabel(index));
}
