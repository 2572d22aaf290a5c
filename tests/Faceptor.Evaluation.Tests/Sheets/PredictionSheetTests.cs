using Faceptor.Evaluation.Sheets;
using Faceptor.Imaging;

namespace Faceptor.Evaluation.Tests.Sheets;

public sealed class PredictionSheetTests
{
    [Fact]
    public void Draw_gives_every_dataset_a_row_of_its_own()
    {
        var one = PredictionSheet.Draw([Card("one"), Card("one")]);
        var two = PredictionSheet.Draw([Card("one"), Card("one"), Card("two")]);

        // Two cells of 200 pixels with 6 around; heading, image, gap and three lines of text.
        Assert.Equal((2 * 206) + 6, one.Width);
        Assert.Equal(6 + 28 + 200 + 6 + 45 + 6, one.Height);
        Assert.Equal((one.Width, (2 * one.Height) - 6), (two.Width, two.Height));
    }

    [Fact]
    public void A_pair_stands_side_by_side_in_one_cell()
    {
        var left = Filled(100, 100, 250);
        var right = Filled(100, 100, 90);

        var sheet = PredictionSheet.Draw(
            [Card("pairs") with { Images = [left, right] }, Card("pairs") with { Images = [left, right] }]);

        Assert.Equal(250, sheet.Row(6 + 28 + 50)[(6 + 50) * 3]);
        Assert.Equal(90, sheet.Row(6 + 28 + 50)[(6 + 150) * 3]);
        Assert.True(sheet.Height < 206, "a row of pairs is as high as its images only");
    }

    [Fact]
    public void Many_cards_shrink_until_the_sheet_has_two_megapixels()
    {
        var cards = Enumerable.Range(0, 16 * 6).Select(index => Card($"set {index / 6}")).ToArray();

        var sheet = PredictionSheet.Draw(cards, "step 10");

        Assert.InRange(sheet.Width * sheet.Height, PredictionSheet.MaxPixels * 0.95, PredictionSheet.MaxPixels);
    }

    [Fact]
    public void What_is_right_and_wrong_has_a_colour()
    {
        static RgbImage Draw(bool? isRight) => PredictionSheet.Draw(
            [Card("one") with { Comparison = new LabelComparison("happy", "sad", isRight) }]);

        Assert.NotEqual(Draw(true).Pixels, Draw(false).Pixels);
        Assert.NotEqual(Draw(true).Pixels, Draw(null).Pixels);
        Assert.Equal(Draw(true).Pixels, Draw(true).Pixels);
    }

    [Fact]
    public void Long_texts_stay_in_their_cell()
    {
        var text = string.Join(' ', Enumerable.Repeat("unpronounceable", 30)) + new string('w', 300);
        var comparison = new LabelComparison(text, text, null);

        var sheet = PredictionSheet.Draw([Card("one") with { Comparison = comparison }, Card("one")]);

        // Between the two cells there is nothing but ground.
        Assert.All(
            Enumerable.Range(34, sheet.Height - 34),
            y => Assert.Equal([24, 26, 32], sheet.Row(y).Slice(208 * 3, 3).ToArray()));
    }

    [Fact]
    public void Draw_needs_a_card()
    {
        Assert.Throws<ArgumentException>(() => PredictionSheet.Draw([]));
    }

    private static PredictionCard Card(string dataset) =>
        new(dataset, new LabelComparison("truth", "prediction", null), [Filled(120, 120, 128)]);

    private static RgbImage Filled(int width, int height, byte value)
    {
        var image = new RgbImage(width, height);
        Array.Fill(image.Pixels, value);
        return image;
    }
}
