using System.Globalization;
using Faceptor.Imaging;

namespace Faceptor.Synthetic.Tests;

public sealed class SyntheticDatasetsTests(SyntheticDatasetsTests.SmallSets sets) : IClassFixture<SyntheticDatasetsTests.SmallSets>
{
    private static readonly SyntheticDatasetOptions Small = new() { Count = 20, Seed = 11 };

    [Fact]
    public void Same_seed_gives_the_same_bytes_whatever_the_threads()
    {
        using var folder = new TemporaryFolder();

        SyntheticDatasets.Write(
            folder.File("again"), Small with { MaxThreads = 1 },
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(FolderDigest.Of(sets.Root), FolderDigest.Of(folder.File("again")));
    }

    [Fact]
    public void Other_seed_gives_other_bytes()
    {
        using var folder = new TemporaryFolder();

        SyntheticDatasets.Write(
            folder.File("other"), Small with { Seed = 12 },
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.NotEqual(FolderDigest.Of(sets.Root), FolderDigest.Of(folder.File("other")));
    }

    [Theory]
    [InlineData("300W/face_landmarks_300w_train.csv", 5)]
    [InlineData("300W/face_landmarks_300w_valid_common.csv", 3)]
    [InlineData("300W/face_landmarks_300w_valid_challenge.csv", 3)]
    [InlineData("300W/face_landmarks_300w_valid.csv", 5)]
    [InlineData("300W/face_landmarks_300w_test.csv", 3)]
    [InlineData("CelebAMask-HQ/CelebA-HQ-to-CelebA-mapping.txt", 7)]
    [InlineData("CelebAMask-HQ/list_eval_partition.txt", 6)]
    [InlineData("MORPH2/label/RANDOM_80_20/train.txt", 4)]
    [InlineData("MORPH2/label/RANDOM_80_20/test.txt", 2)]
    [InlineData("AffectNet/label/train.txt", 7)]
    [InlineData("AffectNet/label/test.txt", 2)]
    [InlineData("RAF-DB/basic/label.txt", 9)]
    [InlineData("MS1MV3/train.idx", 17)]
    [InlineData("MS1MV3/property", 1)]
    public void Smallest_sets_have_every_split(string list, int numLines)
    {
        Assert.Equal(numLines, File.ReadAllLines(sets.PathOf(list)).Length);
    }

    [Fact]
    public void Landmark_rows_follow_the_box_rule_and_point_into_their_pictures()
    {
        foreach (var row in File.ReadAllLines(sets.PathOf("300W/face_landmarks_300w_train.csv")).Skip(1))
        {
            var fields = row.Split(',');
            var numbers = fields[1..].Select(field => float.Parse(field, CultureInfo.InvariantCulture)).ToArray();
            var xs = numbers[3..].Where((_, i) => i % 2 == 0).ToArray();
            var ys = numbers[3..].Where((_, i) => i % 2 == 1).ToArray();
            var image = ImageCodec.Read(sets.PathOf($"300W/data/{fields[0]}"));

            Assert.Equal(140, fields.Length);
            var (left, right) = (MathF.Floor(xs.Min()), MathF.Ceiling(xs.Max()));
            var (top, bottom) = (MathF.Floor(ys.Min()), MathF.Ceiling(ys.Max()));
            Assert.Equal(MathF.Max(right - left, bottom - top) / 200, numbers[0], 1e-5f);
            Assert.Equal(((left + right) / 2, (top + bottom) / 2), (numbers[1], numbers[2]));
            // The nose is always in the image; readers take 2 from what the list says.
            Assert.InRange(xs[30] - 2, 0, image.Width - 1);
            Assert.InRange(ys[30] - 2, 0, image.Height - 1);
        }
    }

    [Fact]
    public void Listed_points_are_two_pixels_beyond_the_drawn_ones()
    {
        var row = File.ReadAllLines(sets.PathOf("300W/face_landmarks_300w_train.csv"))[1].Split(',');
        var image = ImageCodec.Read(sets.PathOf($"300W/data/{row[0]}"));
        var tip = (X: Coordinate(row, 30, 0) - 2, Y: Coordinate(row, 30, 1) - 2);

        // A nose is drawn around its tip: the place the reader gets must be skin, not the dark hole of a nostril beside
        // it.
        var (x, y) = ((int)MathF.Round(tip.X), (int)MathF.Round(tip.Y));
        var nostril = (
            (int)MathF.Round((Coordinate(row, 31, 0) + Coordinate(row, 32, 0)) / 2) - 2,
            (int)MathF.Round(Coordinate(row, 31, 1)) - 2);
        Assert.True(Brightness(image, x, y) > Brightness(image, nostril.Item1, nostril.Item2));
    }

    [Fact]
    public void Masks_are_512_wide_black_and_white_and_do_not_overlap()
    {
        var files = Directory.GetFiles(sets.PathOf("CelebAMask-HQ/CelebAMask-HQ-mask-anno/0"), "00000_*.png");
        var covered = new bool[512 * 512];

        foreach (var file in files)
        {
            var mask = ImageCodec.Read(file);
            Assert.Equal((512, 512), (mask.Width, mask.Height));
            var isPresent = false;
            for (var i = 0; i < covered.Length; i++)
            {
                var value = mask.Pixels[3 * i];
                Assert.True(value is 0 or 255, $"{file} holds {value}");
                Assert.False(value == 255 && covered[i], $"{file} overlaps another class");
                covered[i] |= value == 255;
                isPresent |= value == 255;
            }

            Assert.True(isPresent, $"{file} is empty");
        }

        Assert.True(files.Length >= 8);
    }

    [Fact]
    public void Ages_are_in_range_and_in_the_file_name()
    {
        foreach (var line in File.ReadAllLines(sets.PathOf("MORPH2/label/RANDOM_80_20/train.txt")))
        {
            var (name, age) = (line.Split(' ')[0], int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));

            Assert.InRange(age, 16, 77);
            Assert.EndsWith($"{age:D2}.JPG", name, StringComparison.Ordinal);
            Assert.True(File.Exists(sets.PathOf($"MORPH2/data/{name}")));
        }
    }

    [Fact]
    public void Expression_lists_hold_all_seven_in_their_own_numbering()
    {
        var affectNet = File.ReadAllLines(sets.PathOf("AffectNet/label/train.txt")).Select(line => line.Split(' ')[1]);
        var rafDb = File.ReadAllLines(sets.PathOf("RAF-DB/basic/label.txt")).Take(7).Select(line => line.Split(' ')[1]);

        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], affectNet);
        Assert.Equal(["7", "4", "5", "1", "2", "3", "6"], rafDb);
    }

    [Fact]
    public void Write_refuses_a_folder_with_content()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("mine.txt"), "keep");

        var error = Assert.Throws<DatasetException>(
            () => SyntheticDatasets.Write(folder.Path, Small, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("expected a new or empty folder, found content", error.Message, StringComparison.Ordinal);
        Assert.Equal("keep", File.ReadAllText(folder.File("mine.txt")));
    }

    [Fact]
    public void Write_fills_an_empty_folder()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("empty"));

        SyntheticDatasets.Write(
            folder.File("empty"), Small with { Count = 1 },
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(File.Exists(folder.File("empty/CelebA/label.pkl")));
    }

    [Fact]
    public void Cancelling_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        using var cancel = new CancellationTokenSource();
        var progress = new Callback(report =>
        {
            if (report.Done == 5)
            {
                cancel.Cancel();
            }
        });

        Assert.ThrowsAny<OperationCanceledException>(
            () => SyntheticDatasets.Write(folder.File("sets"), Small, progress, cancel.Token));

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Progress_ends_at_the_total()
    {
        Assert.Equal(sets.Reports.Count, sets.Reports.Max(report => report.Done));
        Assert.All(sets.Reports, report => Assert.Equal(sets.Reports.Count, report.Total));
    }

    [Theory]
    [InlineData(0, 1, "Count: expected 1 to 1,000,000 images, got 0")]
    [InlineData(10, 0, "MaxThreads: expected at least 1 thread, got 0")]
    public void Write_rejects_options_that_cannot_work(int count, int threads, string message)
    {
        var options = new SyntheticDatasetOptions { Count = count, MaxThreads = threads };

        var error = Assert.Throws<OptionsException>(
            () => SyntheticDatasets.Write("unused", options, cancellationToken: TestContext.Current.CancellationToken));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    private static float Coordinate(string[] row, int point, int axis) =>
        float.Parse(row[4 + (2 * point) + axis], CultureInfo.InvariantCulture);

    private static int Brightness(RgbImage image, int x, int y) =>
        image.Row(y)[3 * x] + image.Row(y)[(3 * x) + 1] + image.Row(y)[(3 * x) + 2];

    public sealed class SmallSets : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public SmallSets()
        {
            var gate = new Lock();
            var progress = new Callback(report =>
            {
                lock (gate)
                {
                    Reports.Add(report);
                }
            });
            SyntheticDatasets.Write(Root, Small, progress, CancellationToken.None);
        }

        public string Root => _folder.File("sets");

        public List<WorkProgress> Reports { get; } = [];

        public string PathOf(string relative) => Path.Combine(Root, relative);

        public void Dispose() => _folder.Dispose();
    }

    private sealed class Callback(Action<WorkProgress> report) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => report(value);
    }
}
