using System.Globalization;
using System.Numerics;
using Faceptor.Data.Datasets;
using Faceptor.Imaging;
using Faceptor.Synthetic.Drawing;
using Faceptor.Synthetic.Writing;

namespace Faceptor.Synthetic.Tests;

/// <summary>AFLW-19, LaPa and LFW-73, drawn once and read by the loaders of the real sets.</summary>
public sealed class SyntheticTransferSetsTests(SyntheticTransferSetsTests.Folder sets)
    : IClassFixture<SyntheticTransferSetsTests.Folder>
{
    private static readonly SyntheticDatasetOptions Small = new() { Count = 60, Seed = 7, Sets = SyntheticDatasetKinds.Transfer };

    private static readonly SyntheticTransferSizes Sizes = SyntheticTransferSizes.For(Small.Count);

    [Fact]
    public void Only_the_transfer_sets_are_written()
    {
        Assert.Equal(
            [FaceTasks.LandmarksAflw19, FaceTasks.ParsingLaPa, FaceTasks.AttributesLfw73],
            DatasetRegistry.Known.FindTasks(sets.Root));
        Assert.Equal(
            ["AFLW", "LFW-73", "LaPa"],
            Directory.GetDirectories(sets.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Same_seed_gives_the_same_bytes_whatever_else_is_written()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();

        SyntheticDatasets.Write(
            folder.File("all"), Small with { Sets = SyntheticDatasetKinds.All, MaxThreads = 1 },
            cancellationToken: TestContext.Current.CancellationToken);
        SyntheticDatasets.Write(
            other.File("base"), Small with { Sets = SyntheticDatasetKinds.Base },
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(
            FolderDigest.Of(sets.Root), FolderDigest.Of(folder.File("all"), "AFLW", "LaPa", "LFW-73"));
        var names = Directory.GetDirectories(other.File("base")).Select(path => Path.GetFileName(path)!).ToArray();
        Assert.Equal(8, names.Length);
        Assert.Equal(FolderDigest.Of(other.File("base")), FolderDigest.Of(folder.File("all"), names));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Write_rejects_sets_that_do_not_exist(int value)
    {
        var error = Assert.Throws<OptionsException>(() => SyntheticDatasets.Write(
            "unused", Small with { Sets = (SyntheticDatasetKinds)value },
            cancellationToken: TestContext.Current.CancellationToken));

        Assert.StartsWith("Sets: expected Base, Transfer or All", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Smallest_sets_can_be_read_in_every_split()
    {
        using var folder = new TemporaryFolder();
        SyntheticDatasets.Write(
            folder.File("sets"), Small with { Count = 1 },
            cancellationToken: TestContext.Current.CancellationToken);

        foreach (var (task, splits) in new[]
        {
            (FaceTasks.LandmarksAflw19, new[] { "train", "test_full", "test_frontal" }),
            (FaceTasks.ParsingLaPa, ["train", "val", "train_val", "test"]),
            (FaceTasks.AttributesLfw73, ["train", "test"]),
        })
        {
            foreach (var split in splits)
            {
                var dataset = DatasetRegistry.Known.Open(task, folder.File("sets"), split);
                Assert.InRange(dataset.Count, 1, 10);
                Assert.NotNull(dataset.Read(dataset.Count - 1));
            }
        }
    }

    [Fact]
    public void Aflw_points_are_those_of_the_drawing()
    {
        foreach (var (split, count) in new[] { ("train", Sizes.AflwTrain), ("test_full", Sizes.AflwTest) })
        {
            var dataset = DatasetRegistry.Known.Open(FaceTasks.LandmarksAflw19, sets.Root, split);
            Assert.Equal(count, dataset.Count);
            for (var i = 0; i < dataset.Count; i++)
            {
                var sample = dataset.Read(i);
                var row = RowOf(sample.Name);
                var (parameters, frame) = AflwFiles.Plan(Small.Seed, row, split != "train" && i == 0);
                var label = (LandmarkLabel)sample.Label;

                Assert.Equal((frame.Width, frame.Height), (sample.Image.Width, sample.Image.Height));
                Assert.Equal(SyntheticFaceRenderer.Place(parameters, frame, PointSchemes.Points19), label.Points);
                Assert.All(label.Points, point => Assert.True(
                    point.X > label.Box.Left && point.X < label.Box.Right
                    && point.Y > label.Box.Top && point.Y < label.Box.Bottom));
            }
        }
    }

    [Fact]
    public void Frontal_aflw_faces_hide_nothing()
    {
        var all = DatasetRegistry.Known.Open(FaceTasks.LandmarksAflw19, sets.Root, "test_full");
        var frontal = DatasetRegistry.Known.Open(FaceTasks.LandmarksAflw19, sets.Root, "test_frontal");

        var names = Enumerable.Range(0, all.Count).Select(all.GetName).ToList();
        Assert.Equal(names[0], frontal.GetName(0));
        for (var i = 0; i < frontal.Count; i++)
        {
            var place = names.IndexOf(frontal.GetName(i));
            var (parameters, frame) = AflwFiles.Plan(Small.Seed, RowOf(names[place]), place == 0);
            var map = SyntheticFaceRenderer.Draw(parameters, frame).Map!;
            foreach (var point in SyntheticFaceRenderer.Place(parameters, frame, PointSchemes.Points19)[..15])
            {
                Assert.NotEqual(PartClass.Hat, ClassAt(map, point));
            }
        }
    }

    [Fact]
    public void LaPa_maps_and_points_are_those_of_the_drawing()
    {
        var seen = new bool[11];
        var dataset = DatasetRegistry.Known.Open(FaceTasks.ParsingLaPa, sets.Root, "train_val");
        Assert.Equal(Sizes.LaPaTrain + Sizes.LaPaValidation, dataset.Count);
        for (var i = 0; i < dataset.Count; i++)
        {
            var sample = dataset.Read(i);
            var (parameters, frame) = LaPaFiles.Plan(Small.Seed, i);
            var label = (ParsingLabel)sample.Label;
            var points = SyntheticFaceRenderer.Place(parameters, frame, PointSchemes.Points106);

            Assert.Equal($".{LaPaFiles.NameOf(i)}", sample.Name[sample.Name.IndexOf('.', StringComparison.Ordinal)..]);
            Assert.Equal((frame.Width, frame.Height), (sample.Image.Width, sample.Image.Height));
            foreach (var (alignment, index) in label.AlignmentPoints.Zip([104, 105, 54, 84, 90]))
            {
                Assert.True(Vector2.Distance(alignment, points[index]) < 0.001f);
            }

            foreach (var value in label.Map.Classes)
            {
                seen[value] = true;
            }
        }

        Assert.DoesNotContain(false, seen);
    }

    [Fact]
    public void LaPa_classes_follow_the_nineteen_but_see_through_glasses()
    {
        var dataset = DatasetRegistry.Known.Open(FaceTasks.ParsingLaPa, sets.Root, "train");
        byte[] lapa = [0, 0, 1, 0, 1, 1, 2, 3, 4, 5, 6, 8, 9, 7, 10];
        var numGlasses = 0;
        for (var i = 0; i < dataset.Count; i++)
        {
            var map = ((ParsingLabel)dataset.ReadLabel(i)).Map;
            var (parameters, frame) = LaPaFiles.Plan(Small.Seed, i);
            var synthetic = SyntheticFaceRenderer.Draw(parameters, frame).Map!;
            for (var k = 0; k < map.Classes.Length; k++)
            {
                var part = synthetic.Classes[k];
                if (part < lapa.Length)
                {
                    Assert.Equal(lapa[part], map.Classes[k]);
                }
                else if (part != PartClass.Glasses)
                {
                    Assert.Equal(0, map.Classes[k]);
                }
            }

            if (parameters.HasGlasses && parameters.Occluder == SyntheticOccluder.None)
            {
                numGlasses++;
                Assert.Contains((byte)4, map.Classes);
                Assert.Contains((byte)5, map.Classes);
            }
        }

        Assert.True(numGlasses > 0);
    }

    [Fact]
    public void Lfw_labels_are_those_of_the_drawing_and_share_the_rules_of_celeba()
    {
        var train = Sizes.LfwTrain;
        foreach (var (split, first, count) in new[] { ("train", 0, train), ("test", train, Sizes.LfwTest) })
        {
            var dataset = DatasetRegistry.Known.Open(FaceTasks.AttributesLfw73, sets.Root, split);
            Assert.Equal(count, dataset.Count);
            for (var i = 0; i < dataset.Count; i++)
            {
                var sample = dataset.Read(i);
                var (parameters, _) = Lfw73Files.Plan(Small.Seed, first + i);
                var label = (AttributesLabel)sample.Label;

                Assert.Equal((250, 250), (sample.Image.Width, sample.Image.Height));
                Assert.Equal(SyntheticLfwAttributes.Of(parameters).Select(value => (sbyte)(value ? 1 : 0)), label.Values);
                Assert.Equal(parameters.IsMonochrome, IsGrey(sample.Image));
                var celebA = SyntheticAttributes.Of(parameters);
                foreach (var name in new[] { "Male", "Black Hair", "Wearing Hat", "Smiling", "Bags Under Eyes" })
                {
                    Assert.Equal(
                        celebA[FaceAttributes.CelebA.IndexOf(name.Replace(' ', '_'))] ? 1 : 0,
                        label.Values[FaceAttributes.Lfw73.IndexOf(name)]);
                }
            }
        }
    }

    // "0/image00002.jpg" is the first row.
    private static int RowOf(string name) => int.Parse(name[^9..^4], CultureInfo.InvariantCulture) - 2;

    private static bool IsGrey(RgbImage image)
    {
        for (var i = 0; i < image.Pixels.Length; i += 3)
        {
            // JPEG may round the channels apart by a level or two.
            var (r, g, b) = (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]);
            if (Math.Abs(r - g) > 3 || Math.Abs(r - b) > 3)
            {
                return false;
            }
        }

        return true;
    }

    private static byte ClassAt(LabelMap map, Vector2 point) =>
        map.Classes[((int)MathF.Round(point.Y) * map.Width) + (int)MathF.Round(point.X)];

    public sealed class Folder : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Folder() => SyntheticDatasets.Write(Root, Small, cancellationToken: CancellationToken.None);

        public string Root => _folder.File("sets");

        public void Dispose() => _folder.Dispose();
    }
}
