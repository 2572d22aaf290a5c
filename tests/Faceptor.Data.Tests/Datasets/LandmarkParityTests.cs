using System.Text.Json;
using Faceptor.Data.Datasets;
using Faceptor.Data.Formats;
using Faceptor.Imaging;
using static Faceptor.Data.Tests.Datasets.DatasetAssert;

namespace Faceptor.Data.Tests.Datasets;

/// <summary>The landmark datasets, in every layout, against the descriptions written with their fixtures.</summary>
public sealed class LandmarkParityTests
{
    // The description rounds points to five or more digits.
    private const float PointTolerance = 1e-3f;

    public static TheoryData<string, string, string> EverySplit =>
    [
        .. new[] { ("300W", "A"), ("300W", "B"), ("WFLW", "A"), ("WFLW", "B"), ("COFW", "A"), ("AFLW-19", "A") }
            .SelectMany(form => Expected.Splits(form.Item1, form.Item2)
                .Select(split => new TheoryDataRow<string, string, string>(form.Item1, form.Item2, split))),
    ];

    public static TheoryData<string, string> AflwVariants =>
    [
        .. new[] { "variant-compressed", "variant-matlab-v7", "variant-matlab-v6", "variant-full" }
            .SelectMany(variant => Expected.Splits("AFLW-19", variant)
                .Select(split => new TheoryDataRow<string, string>(variant, split))),
    ];

    [Theory]
    [MemberData(nameof(EverySplit))]
    public void Every_split_of_every_layout_matches_its_description(string name, string layout, string split)
    {
        var dataset = Open(name, Expected.Folder(name, layout), split);

        Assert.Equal(split, dataset.Split);
        AssertSplit(Expected.Split(name, split, layout), dataset);
    }

    [Fact]
    public void Cofw_reads_contiguous_data()
    {
        AssertSplit(
            Expected.Split("COFW", "test", "variant-contiguous"),
            new CofwDataset(Expected.Folder("COFW", "variant-contiguous"), "test"));
    }

    [Fact]
    public void Cofw_of_the_real_size_has_every_picture_in_its_place()
    {
        var expected = Expected.Split("COFW", "train", "variant-full");
        var root = Expected.Folder("COFW", "variant-full");
        var dataset = new CofwDataset(root, "train");

        // The images are noise of 4 x 5 pixels, far away from the points; so they come from the file.
        var file = new MatlabHdf5File(Path.Combine(root, "COFW_train_color.mat"));
        var images = file.ReadCell("IsTr");

        Assert.Equal(expected.GetProperty("count").GetInt32(), dataset.Count);
        Assert.Equal(dataset.Count, images.Length);
        foreach (var sample in FirstAndLast(expected).Append(expected.GetProperty("at_700")))
        {
            var index = sample.TryGetProperty("index", out var stored) ? stored.GetInt32() : 700;
            Expected.AssertImage(sample, file.ReadImage(images[index]), isExact: true);
            if (sample.TryGetProperty("landmarks", out _))
            {
                AssertLabel(sample, (LandmarkLabel)dataset.ReadLabel(index));
            }
        }

        var error = Assert.Throws<DatasetException>(() => dataset.Read(0));
        Assert.Contains(
            "expected a box that meets the image of 4 x 5 pixels", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A", "train")]
    [InlineData("A", "test")]
    [InlineData("variant-contiguous", "test")]
    public void Cofw_pictures_are_grey_or_coloured_in_any_mix(string layout, string split)
    {
        var expected = Expected.Split("COFW", split, layout);
        var dataset = new CofwDataset(Expected.Folder("COFW", layout), split);

        var images = Enumerable.Range(0, dataset.Count).Select(index => dataset.Read(index).Image).ToArray();

        Assert.Equal(
            expected.GetProperty("sizes_wh").EnumerateArray().Select(Expected.Integers),
            images.Select(image => new[] { image.Width, image.Height }));
        Assert.Equal(expected.GetProperty("gray").Integers(), images.Select(image => IsGray(image) ? 1 : 0));
    }

    [Theory]
    [MemberData(nameof(AflwVariants))]
    public void Aflw_reads_every_way_of_storing_its_file(string variant, string split)
    {
        using var root = TemporaryFolder.CopyOf(Expected.Folder("AFLW-19"));
        File.Copy(
            Path.Combine(Expected.Folder("AFLW-19", variant), "AFLWinfo_release.mat"),
            root.Combine("AFLWinfo_release.mat"),
            overwrite: true);
        var numTrainingFaces = Expected.Dataset("AFLW-19", variant).GetProperty("train_count").GetInt32();

        var dataset = new AflwDataset(root.Path, split, numTrainingFaces: numTrainingFaces);

        AssertSplit(Expected.Split("AFLW-19", split, variant), dataset);
    }

    [Fact]
    public void Aflw_with_too_few_faces_for_its_testing_splits_says_so()
    {
        var root = Expected.Folder("AFLW-19");

        Assert.Equal(16, new AflwDataset(root, "train").Count);
        Assert.Equal(20_000, AflwDataset.NumTrainingFaces);
        var error = Assert.Throws<DatasetException>(() => new AflwDataset(root, "test_full"));
        Assert.Contains("expected more than 20000 faces", error.Message, StringComparison.Ordinal);
        Assert.Contains("16 are stored", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("valid_common", "common")]
    [InlineData("valid_challenge", "challenging")]
    public void ThreeHundredW_as_distributed_knows_the_words_of_both_layouts(string prepared, string distributed)
    {
        var root = Expected.Folder("300W", "B");

        Assert.Equal(
            Names(new ThreeHundredWDataset(root, distributed)), Names(new ThreeHundredWDataset(root, prepared)));
    }

    [Fact]
    public void ThreeHundredW_valid_is_common_and_challenging_in_the_order_of_the_paths()
    {
        var root = Expected.Folder("300W", "B");
        string[] parts =
        [
            .. Names(new ThreeHundredWDataset(root, "common")), .. Names(new ThreeHundredWDataset(root, "challenging")),
        ];

        var whole = Names(new ThreeHundredWDataset(root, "valid")).ToArray();

        Assert.Equal(parts.Order(StringComparer.Ordinal), whole);
    }

    [Fact]
    public void Both_layouts_of_one_set_give_the_same_labels()
    {
        foreach (var (name, split, other) in new[] { ("300W", "valid_common", "common"), ("WFLW", "test", "test") })
        {
            var prepared = Open(name, Expected.Folder(name, "A"), split);
            var distributed = Open(name, Expected.Folder(name, "B"), other);

            var labels = Enumerable.Range(0, prepared.Count)
                .ToDictionary(prepared.GetName, index => (LandmarkLabel)prepared.ReadLabel(index));
            for (var i = 0; i < distributed.Count; i++)
            {
                var label = (LandmarkLabel)distributed.ReadLabel(i);
                var expected = labels[distributed.GetName(i)];
                Assert.Equal(expected.Points.AsEnumerable(), label.Points);
                Assert.Equal(expected.Box, label.Box);
            }
        }
    }

    [Fact]
    public void A_layout_that_is_forced_is_read_even_where_another_is_recognised()
    {
        using var root = TemporaryFolder.CopyOf(Expected.Folder("WFLW", "B"));
        root.Write("face_landmarks_wflw_test.csv", "header\n");

        Assert.Equal(9, new WflwDataset(root.Path, "test", DatasetLayout.Distributed).Count);
        Assert.Throws<DatasetException>(() => new WflwDataset(root.Path, "test"));
    }

    [Fact]
    public async Task Cofw_is_read_from_many_threads_and_keeps_no_file_open()
    {
        using var root = TemporaryFolder.CopyOf(Expected.Folder("COFW"));
        var dataset = new CofwDataset(root.Path, "train");
        var alone = Enumerable.Range(0, dataset.Count).Select(index => dataset.Read(index).Image.Pixels).ToArray();

        await Parallel.ForAsync(0, 200, TestContext.Current.CancellationToken, (i, _) =>
        {
            Assert.Equal(alone[i % alone.Length], dataset.Read(i % alone.Length).Image.Pixels);
            return ValueTask.CompletedTask;
        });

        using var exclusive = new FileStream(
            root.Combine("COFW_train_color.mat"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.True(exclusive.Length > 0);
    }

    private static IFaceDataset Open(string name, string root, string split) => name switch
    {
        "300W" => new ThreeHundredWDataset(root, split),
        "WFLW" => new WflwDataset(root, split),
        "COFW" => new CofwDataset(root, split),
        _ => new AflwDataset(root, split, numTrainingFaces: 10),
    };

    private static void AssertSplit(JsonElement expected, IFaceDataset dataset)
    {
        AssertFiles(expected, dataset);
        Assert.All(FirstAndLast(expected), sample => AssertSample(sample, dataset));
        Assert.All(
            Labels<LandmarkLabel>(dataset),
            label => Assert.Equal(dataset.Task.Labels.Length, label.Points.Length));
    }

    private static void AssertSample(JsonElement expected, IFaceDataset dataset)
    {
        var (index, actual) = ReadExpected(dataset, expected);
        var label = Assert.IsType<LandmarkLabel>(actual.Label);
        Assert.Equal(dataset.GetName(index), actual.Name);
        AssertLabel(expected, label);
        Assert.Equal(label, dataset.ReadLabel(index));
    }

    private static void AssertLabel(JsonElement expected, LandmarkLabel label)
    {
        var points = expected.GetProperty("landmarks").EnumerateArray().Select(Singles).ToArray();
        Assert.Equal(points.Length, label.Points.Length);
        for (var i = 0; i < points.Length; i++)
        {
            Assert.Equal(points[i][0], label.Points[i].X, PointTolerance);
            Assert.Equal(points[i][1], label.Points[i].Y, PointTolerance);
        }

        if (expected.TryGetProperty("box", out var stored))
        {
            var box = Singles(stored);
            Assert.Equal(new FaceBox(box[0], box[1], box[2], box[3]), label.Box);
        }
    }

    private static bool IsGray(RgbImage image) =>
        image.Pixels.Chunk(3).All(pixel => pixel[0] == pixel[1] && pixel[1] == pixel[2]);
}
