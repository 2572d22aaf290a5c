using System.Text.Json;
using Faceptor.Data.Datasets;
using static Faceptor.Data.Tests.Datasets.DatasetAssert;

namespace Faceptor.Data.Tests.Datasets;

/// <summary>
/// Datasets of ages, expressions, attributes and identities against the descriptions written with their fixtures.
/// </summary>
public sealed class DatasetParityTests
{
    [Theory]
    [InlineData("train")]
    [InlineData("test")]
    public void Morph_matches_its_description(string split)
    {
        var expected = Expected.Split("MORPH-II", split);

        var dataset = DatasetRegistry.Known.Open(FaceTasks.AgeMorph2, Expected.Root, split);

        AssertList(expected, dataset);
        Assert.Equal(expected.GetProperty("ages").Integers(), Labels<AgeLabel>(dataset).Select(label => label.Years));
    }

    [Theory]
    [InlineData("train")]
    [InlineData("test")]
    public void AffectNet_matches_its_description(string split)
    {
        var expected = Expected.Split("AffectNet", split);

        var dataset = DatasetRegistry.Known.Open(FaceTasks.ExpressionAffectNet, Expected.Root, split);

        AssertList(expected, dataset);
        Assert.Equal(
            expected.GetProperty("expressions").Integers(),
            Labels<ExpressionLabel>(dataset).Select(label => (int)label.Class));
    }

    [Theory]
    [InlineData("train")]
    [InlineData("test")]
    public void RafDb_matches_its_description(string split)
    {
        var expected = Expected.Split("RAF-DB", split);

        var dataset = DatasetRegistry.Known.Open(FaceTasks.ExpressionRafDb, Expected.Root, split);

        Assert.Equal(expected.GetProperty("count").GetInt32(), dataset.Count);
        Assert.Equal(expected.GetProperty("files").Texts().Select(name => $"{name}.jpg"), Names(dataset));
        Assert.Equal(
            expected.GetProperty("expressions").Integers(),
            Labels<ExpressionLabel>(dataset).Select(label => (int)label.Class));
        Assert.All(FirstAndLast(expected), sample => ReadExpected(dataset, sample));
    }

    [Theory]
    [InlineData("trainval")]
    [InlineData("train")]
    [InlineData("val")]
    [InlineData("test")]
    public void CelebA_matches_its_description(string split)
    {
        var expected = Expected.Split("CelebA", split);

        var dataset = DatasetRegistry.Known.Open(FaceTasks.AttributesCelebA, Expected.Root, split);

        AssertList(expected, dataset);
        Assert.Equal(
            expected.GetProperty("attributes").Texts(),
            Labels<AttributesLabel>(dataset).Select(label => string.Concat(label.Values)));
    }

    [Theory]
    [InlineData("label_p0.pkl")]
    [InlineData("label_p2.pkl")]
    [InlineData("label_p3.pkl")]
    [InlineData("label_p5.pkl")]
    public void CelebA_reads_every_way_of_writing_its_pickle(string file)
    {
        var expected = Expected.Split("CelebA", "trainval");
        using var root = new TemporaryFolder();
        File.Copy(Path.Combine(Expected.FixtureRoot, "variants", "CelebA-pickles", file), root.Combine("label.pkl"));

        var dataset = new CelebADataset(root.Path, "trainval");

        Assert.Equal(expected.GetProperty("files").Texts(), Names(dataset));
        Assert.Equal(
            expected.GetProperty("attributes").Texts(),
            Labels<AttributesLabel>(dataset).Select(label => string.Concat(label.Values)));
    }

    [Fact]
    public void Ms1mV3_matches_its_description()
    {
        var expected = Expected.Split("MS1MV3", "train");
        var description = Expected.Dataset("MS1MV3");

        using var dataset = (Ms1mV3Dataset)DatasetRegistry.Known.Open(FaceTasks.IdentityMs1mV3, Expected.Root, "train");

        Assert.Equal(description.GetProperty("identities").GetInt32(), dataset.NumIdentities);
        Assert.Equal(
            expected.GetProperty("identities").Integers(),
            Labels<IdentityLabel>(dataset).Select(label => label.Identity));
        Assert.Equal(expected.GetProperty("count").GetInt32(), dataset.Count);
        var hashes = description.GetProperty("image_sha256");
        var records = (IdentityRecords)dataset.Samples;
        for (var i = 0; i < dataset.Count; i++)
        {
            Assert.Equal(
                hashes.GetProperty($"{records.GetKey(i)}").GetString(), Expected.Sha256(records.ReadEncoded(i)));
        }

        Assert.All(FirstAndLast(expected), sample => ReadExpected(dataset, sample));
    }

    [Fact]
    public void Ms1mV3_without_identity_records_takes_every_line_of_the_index()
    {
        var expected = Expected.Split("MS1MV3", "train", "variant-plain");

        using var dataset = new Ms1mV3Dataset(Path.Combine(Expected.FixtureRoot, "variants", "MS1MV3-plain"), "train");

        var records = (IdentityRecords)dataset.Samples;
        Assert.Equal(
            expected.GetProperty("keys").Integers(),
            Enumerable.Range(0, dataset.Count).Select(i => (int)records.GetKey(i)));
        Assert.Equal(
            expected.GetProperty("identities").Integers(),
            Labels<IdentityLabel>(dataset).Select(label => label.Identity));
        Assert.Equal(
            expected.GetProperty("image_sha256").Texts(),
            Enumerable.Range(0, dataset.Count).Select(i => Expected.Sha256(records.ReadEncoded(i))));
    }

    private static void AssertList(JsonElement expected, IFaceDataset dataset)
    {
        Assert.Equal(expected.GetProperty("count").GetInt32(), dataset.Count);
        Assert.Equal(expected.GetProperty("files").Texts(), Names(dataset));
        Assert.All(FirstAndLast(expected), sample => ReadExpected(dataset, sample));
    }
}
