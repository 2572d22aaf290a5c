using System.Text.Json;
using Faceptor.Data.Datasets;
using static Faceptor.Data.Tests.Datasets.DatasetAssert;

namespace Faceptor.Data.Tests.Datasets;

/// <summary>The parsing datasets against the descriptions written with their fixtures.</summary>
public sealed class ParsingParityTests
{
    public static TheoryData<string, string> EverySplit =>
    [
        .. new[] { "CelebAMask-HQ", "LaPa" }.SelectMany(name => Expected.Splits(name, "A")
            .Select(split => new TheoryDataRow<string, string>(name, split))),
    ];

    [Theory]
    [MemberData(nameof(EverySplit))]
    public void Every_split_matches_its_description(string name, string split)
    {
        var expected = Expected.Split(name, split);
        IFaceDataset dataset = name == "LaPa"
            ? new LaPaDataset(Expected.Folder(name), split)
            : new CelebAMaskHqDataset(Expected.Folder(name), split);

        Assert.Equal(expected.GetProperty("count").GetInt32(), dataset.Count);
        Assert.Equal(
            expected.GetProperty("files").Texts(),
            Names(dataset).Select(sample => name == "LaPa" ? sample.Replace('.', '/') : sample));
        foreach (var sample in FirstAndLast(expected))
        {
            var actual = dataset.Read(sample.GetProperty("index").GetInt32());
            var label = Assert.IsType<ParsingLabel>(actual.Label);
            Assert.Equal((actual.Image.Width, actual.Image.Height), (label.Map.Width, label.Map.Height));
            AssertMap(sample, label);
            if (name == "LaPa")
            {
                ReadExpected(dataset, sample);
                Assert.Equal(sample.GetProperty("sample_name").GetString(), actual.Name);
                Assert.Equal(
                    sample.GetProperty("align_points").EnumerateArray().SelectMany(Singles),
                    label.AlignmentPoints.SelectMany(point => new[] { point.X, point.Y }));
            }
            else
            {
                Assert.Equal((512, 512), (actual.Image.Width, actual.Image.Height));
                Assert.Empty(label.AlignmentPoints);
            }
        }
    }

    private static void AssertMap(JsonElement expected, ParsingLabel label)
    {
        var map = label.Map;
        var counts = new int[expected.GetProperty("class_pixels").GetArrayLength()];
        foreach (var value in map.Classes)
        {
            counts[value]++;
        }

        Assert.Equal(expected.GetProperty("class_pixels").Integers(), counts);
        foreach (var probe in expected.GetProperty("label_probes").EnumerateArray().Select(Expected.Integers))
        {
            Assert.Equal(probe[2], map.Classes[(probe[1] * map.Width) + probe[0]]);
        }
    }
}
