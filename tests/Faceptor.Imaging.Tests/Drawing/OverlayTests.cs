using Faceptor.Imaging.Drawing;

namespace Faceptor.Imaging.Tests.Drawing;

public sealed class OverlayTests
{
    private const int Side = 240;
    private static readonly FacePrediction Empty = new(Side, Side, new FaceBox(80, 80, 160, 160));

    [Fact]
    public void Draw_enlarges_small_pictures_by_a_whole_number()
    {
        var drawing = Overlay.Draw(new RgbImage(Side, Side), Empty);

        Assert.Equal((2 * Side, 2 * Side), (drawing.Width, drawing.Height));
    }

    [Fact]
    public void Draw_keeps_the_size_of_large_pictures()
    {
        var drawing = Overlay.Draw(new RgbImage(700, 500), Empty with { WidthPx = 700, HeightPx = 500 });

        Assert.Equal((700, 500), (drawing.Width, drawing.Height));
    }

    [Fact]
    public void Draw_marks_landmarks_where_they_are()
    {
        // All points on one spot, so that no curve runs anywhere else.
        var points = FaceTasks.Landmarks300W.Labels.Select(name => new NamedPoint(name, 50, 120));
        var drawing = Overlay.Draw(
            new RgbImage(Side, Side), Empty with { Landmarks = [new(FaceTasks.Landmarks300W, [.. points])] });

        Assert.NotEqual((0, 0, 0), ColorAt(drawing, 101, 241));
        Assert.Equal((0, 0, 0), ColorAt(drawing, 101, 260));
        Assert.Equal((0, 0, 0), ColorAt(drawing, 120, 241));
    }

    [Fact]
    public void Draw_tints_classes_and_leaves_the_background()
    {
        var map = new LabelMap(Side, Side, new byte[Side * Side]);
        map.Classes[(30 * Side) + 40] = 2;
        var schema = FaceTasks.ParsingCelebAMaskHq.Parsing!.Classes[2];

        var drawing = Overlay.Draw(
            new RgbImage(Side, Side), Empty with { Parsing = [new(FaceTasks.ParsingCelebAMaskHq, []) { Map = map }] });

        var (red, green, blue) = ColorAt(drawing, 80, 60);
        Assert.Equal((0, 0, 0), ColorAt(drawing, 90, 60));
        Assert.InRange(red, (schema.Red * 96 / 255) - 2, (schema.Red * 96 / 255) + 2);
        Assert.InRange(green, (schema.Green * 96 / 255) - 2, (schema.Green * 96 / 255) + 2);
        Assert.InRange(blue, (schema.Blue * 96 / 255) - 2, (schema.Blue * 96 / 255) + 2);
    }

    [Fact]
    public void Draw_puts_words_below_the_image_and_covers_nothing_of_it()
    {
        var drawing = Overlay.Draw(
            new RgbImage(Side, Side), Empty with { Ages = [new(FaceTasks.AgeMorph2, 41.6, [])] });

        Assert.Equal(2 * Side, drawing.Width);
        Assert.InRange(drawing.Height, (2 * Side) + 10, (2 * Side) + 60);
        Assert.Equal(0, Brightness(drawing, 0, 2 * Side));
        Assert.True(Brightness(drawing, 2 * Side, drawing.Height) > 0);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(480)]
    [InlineData(4000)]
    public void Words_take_the_same_share_of_small_and_large_drawings(int side)
    {
        var prediction = new FacePrediction(side, side, new FaceBox(0, 0, side, side))
        {
            Expressions = [new(FaceTasks.ExpressionRafDb, [new("neutral", 0.1), new("happy", 0.9)])],
        };

        var drawing = Overlay.Draw(new RgbImage(side, side), prediction);

        Assert.InRange((drawing.Height - drawing.Width) / (double)drawing.Width, 0.06, 0.08);
    }

    [Fact]
    public void Draw_explains_the_colours_of_the_classes_that_are_there()
    {
        var map = new LabelMap(Side, Side, new byte[Side * Side]);
        map.Classes[0] = 2;
        var prediction = Empty with { Parsing = [new(FaceTasks.ParsingCelebAMaskHq, []) { Map = map }] };

        var drawing = Overlay.Draw(new RgbImage(Side, Side), prediction);

        var classes = FaceTasks.ParsingCelebAMaskHq.Parsing!.Classes;
        Assert.True(HasColor(drawing, classes[2]));
        Assert.False(HasColor(drawing, classes[4]));

        static bool HasColor(RgbImage drawing, ParsingClass wanted) => Enumerable.Range(2 * Side, drawing.Height - (2 * Side))
            .Any(y => Enumerable.Range(0, drawing.Width).Any(
                x => ColorAt(drawing, x, y) == (wanted.Red, wanted.Green, wanted.Blue)));
    }

    [Fact]
    public void Draw_numbers_several_faces_and_boxes_them()
    {
        var first = Empty with { Box = new FaceBox(20, 20, 100, 100) };
        var second = Empty with { Box = new FaceBox(130, 120, 220, 210) };
        var analysis = new ImageAnalysis("a.png", Side, Side) { Faces = [first, second] };

        var one = Overlay.Draw(new RgbImage(Side, Side), analysis with { Faces = [first] });
        var both = Overlay.Draw(new RgbImage(Side, Side), analysis);

        Assert.Equal(0, Brightness(one, 0, one.Height));
        Assert.NotEqual((0, 0, 0), ColorAt(both, 201, 120));
        Assert.NotEqual((0, 0, 0), ColorAt(both, 421, 350));
        Assert.Equal((0, 0, 0), ColorAt(both, 230, 230));
    }

    [Fact]
    public void Draw_says_where_there_is_no_face_or_a_doubtful_one()
    {
        var none = Overlay.Draw(new RgbImage(Side, Side), new ImageAnalysis("a.png", Side, Side));
        var sure = Overlay.Draw(new RgbImage(Side, Side), Empty with { Confidence = new FaceConfidence(0.9, null) });
        var doubtful = Overlay.Draw(new RgbImage(Side, Side), Empty with { Confidence = new FaceConfidence(0.2, null) });

        Assert.True(none.Height > 2 * Side);
        Assert.Equal(2 * Side, sure.Height);
        Assert.True(doubtful.Height > 2 * Side);
    }

    [Fact]
    public void Draw_says_that_weights_know_synthetic_faces_only()
    {
        var (synthetic, real) = (new LearnedDataset("age/morph2", true), new LearnedDataset("age/morph2", false));

        var warned = Overlay.Draw(
            new RgbImage(Side, Side), Empty with { LearnedFrom = LearnedFrom.Nothing.With([synthetic]) });
        var plain = Overlay.Draw(new RgbImage(Side, Side), Empty with { LearnedFrom = LearnedFrom.Nothing.With([real]) });

        Assert.True(warned.Height > 2 * Side);
        Assert.Equal(2 * Side, plain.Height);
    }

    [Fact]
    public void Draw_rejects_a_picture_of_another_size()
    {
        Assert.Throws<ArgumentException>(() => Overlay.Draw(new RgbImage(10, 10), Empty));
        Assert.Throws<ArgumentException>(() => Overlay.Draw(new RgbImage(10, 10), new ImageAnalysis("a.png", 10, 11)));
    }

    [Fact]
    public void CaptionLines_name_age_expression_and_the_surest_attributes()
    {
        var prediction = Empty with
        {
            Ages = [new(FaceTasks.AgeMorph2, 41.6, [])],
            Expressions = [new(FaceTasks.ExpressionRafDb, [new("neutral", 0.1), new("happy", 0.9)])],
            Attributes = [new(
                FaceTasks.AttributesCelebA,
                [new("Bald", 0.2, false), new("Young", 0.7, true), new("No_Beard", 0.9, true)])],
        };

        Assert.Equal(
            ["age 42 (MORPH II), happy 90% (RAF-DB)", "No Beard, Young (CelebA)"], Overlay.CaptionLines(prediction));
    }

    private static (int Red, int Green, int Blue) ColorAt(RgbImage image, int x, int y)
    {
        var pixel = image.Row(y).Slice(3 * x, 3);
        return (pixel[0], pixel[1], pixel[2]);
    }

    private static long Brightness(RgbImage image, int top, int bottom) =>
        image.Pixels.AsSpan(
            top * image.Width * 3, (bottom - top) * image.Width * 3).ToArray().Sum(value => (long)value);
}
