using Faceptor.Data.Augmentation;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Sheets;
using Faceptor.Imaging;

namespace Faceptor.Evaluation.Tests.Sheets;

public sealed class ContactSheetTests
{
    private static readonly ContactSheetOptions Small = new() { NumSamples = 5, NumColumns = 3, CellSidePx = 96 };

    private static string Data => Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA");

    public static TheoryData<string> Tasks => [.. DatasetRegistry.Known.FindTasks(Data).Select(task => task.Id)];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void Every_dataset_can_be_shown_before_and_after_augmentation(string id)
    {
        var task = FaceTasks.Get(id);
        var dataset = Open(task);

        var sheet = Draw(dataset, Transform(task), Small with { NumSamples = 2, NumAugmented = 2 });

        // Three columns of 96 pixels and two rows with two lines of text below the images, 6 pixels between.
        Assert.Equal((3 * 102) + 6, sheet.Width);
        Assert.Equal((2 * (96 + 28 + 12)) + 6, sheet.Height);
        (dataset as IDisposable)?.Dispose();
    }

    [Fact]
    public void A_sheet_is_the_same_for_the_same_seed_and_another_for_another()
    {
        var task = FaceTasks.Landmarks300W;
        byte[] DrawWith(long seed) => Draw(
            Open(task), Transform(task), Small with { NumSamples = 1, NumAugmented = 1, Seed = seed }).Pixels;

        Assert.Equal(DrawWith(1), DrawWith(1));
        Assert.NotEqual(DrawWith(1), DrawWith(2));
    }

    [Fact]
    public void The_label_of_the_mask_is_seen_on_the_picture()
    {
        var task = FaceTasks.ParsingCelebAMaskHq;
        var dataset = Open(task);

        var sheet = Draw(dataset, Transform(task), Small with { NumSamples = 1 });

        // The cell begins 6 pixels from the edges; its middle is inside the face, which the mask colours.
        var plain = dataset.Read(0).Image;
        var middle = sheet.Row(6 + 48).Slice((6 + 48) * 3, 3).ToArray();
        var stored = plain.Row(plain.Height / 2).Slice(plain.Width / 2 * 3, 3).ToArray();
        Assert.True(middle.Zip(stored, (left, right) => Math.Abs(left - right)).Max() > 12);
    }

    [Fact]
    public void A_sample_that_cannot_be_read_is_a_cell_that_says_so()
    {
        var sheet = Draw(new Unreadable(), Transform(FaceTasks.AgeMorph2), Small);

        Assert.Equal((1 * 102) + 6, sheet.Width);
        Assert.Contains(Enumerable.Range(0, sheet.Width * sheet.Height), pixel => sheet.Pixels[pixel * 3] > 200);
    }

    [Fact]
    public void Options_that_cannot_work_are_refused()
    {
        var error = Assert.Throws<OptionsException>(() => Draw(
            new Unreadable(), Transform(FaceTasks.AgeMorph2), Small with { CellSidePx = 4 }));

        Assert.Equal("CellSidePx: expected 48 to 1024, got 4.", error.Message);
    }

    private static RgbImage Draw(IFaceDataset dataset, ISampleTransform transform, ContactSheetOptions options) =>
        ContactSheet.Draw(dataset, transform, options, cancellationToken: TestContext.Current.CancellationToken);

    private static IFaceDataset Open(FaceTask task) =>
        DatasetRegistry.Known.Open(task, Data, DatasetRegistry.Known.Get(task).TrainingSplit);

    private static ISampleTransform Transform(FaceTask task) =>
        SampleTransforms.ForTraining(task, 64, InputNormalization.Released);

    private sealed class Unreadable : IFaceDataset
    {
        public FaceTask Task => FaceTasks.AgeMorph2;

        public string Split => "train";

        public int Count => 1;

        public string GetName(int index) => "gone.jpg";

        public FaceLabel ReadLabel(int index) => throw new DatasetException("gone.jpg", "it is gone.");

        public FaceSample Read(int index) => throw new DatasetException("gone.jpg", "it is gone.");
    }
}
