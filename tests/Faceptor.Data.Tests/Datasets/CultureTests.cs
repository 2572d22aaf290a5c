using System.Globalization;
using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Custom;

namespace Faceptor.Data.Tests.Datasets;

/// <summary>Numbers are read alike where a comma separates decimals.</summary>
public sealed class CultureTests
{
    [Fact]
    public void Lists_say_the_same_in_a_German_system()
    {
        var invariant = ReadAll();
        using var german = new GermanCulture();
        Assert.Equal("1,5", $"{1.5}"); // or this test would prove nothing
        Assert.Equal(invariant, ReadAll());
    }

    private static string[] ReadAll()
    {
        FaceTask[] tasks =
        [
            FaceTasks.AgeMorph2, FaceTasks.AgeUtkFace, FaceTasks.ExpressionAffectNet, FaceTasks.ExpressionRafDb,
            FaceTasks.ExpressionFerPlus, FaceTasks.AttributesCelebA, FaceTasks.IdentityMs1mV3,
        ];
        var texts = new List<string>();
        foreach (var root in new[] { Expected.Root, SampleChecks.Distributed })
        {
            foreach (var task in tasks)
            {
                var dataset = DatasetRegistry.Known.Open(task, root, DatasetRegistry.Known.Get(task).TrainingSplit);
                texts.AddRange(dataset.Names());
                texts.AddRange(Enumerable.Range(0, dataset.Count).Select(index => dataset.ReadLabel(index) switch
                {
                    AttributesLabel attributes => string.Concat(attributes.Values),
                    var label => string.Create(CultureInfo.InvariantCulture, $"{label}"),
                }));
                texts.Add($"{dataset.Read(0).Image.Width}");
                (dataset as IDisposable)?.Dispose();
            }
        }

        var faces = new IjbCDataset(Path.Combine(Expected.Root, "IJBC"));
        texts.AddRange(Enumerable.Range(0, faces.NumFaces).Select(index => string.Create(
            CultureInfo.InvariantCulture, $"{faces.GetFace(index).Score} {faces.GetFace(index).Points[0].X}")));
        using var folder = new TemporaryFolder();
        var points = new FaceTask("landmarks/own", TaskFamily.Landmarks, "own", ["a", "b"]);
        var label = (LandmarkLabel)CustomDataset.Open(
            points, folder.Write("a.csv", "path,x0,y0,x1,y1\na.png,1.5,2.25,1e1,20.5\n")).ReadLabel(0);
        texts.Add(string.Create(
            CultureInfo.InvariantCulture, $"{label.Points[0].X} {label.Points[1].Y} {label.Box.Left}"));
        return [.. texts];
    }
}
