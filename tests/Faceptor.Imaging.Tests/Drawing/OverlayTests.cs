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
    public void Draw_puts_the_caption_where_the_face_is_not()
    {
        var prediction = Empty with { Ages = [new(FaceTasks.AgeMorph2, 41.6, [])] };

        var below = Overlay.Draw(new RgbImage(Side, Side), prediction with { Box = new FaceBox(0, 80, 80, 160) });
        var above = Overlay.Draw(new RgbImage(Side, Side), prediction with { Box = new FaceBox(160, 80, 240, 160) });

        Assert.True(Brightness(below, 400, 480) > 0);
        Assert.Equal(0, Brightness(below, 0, 80));
        Assert.True(Brightness(above, 0, 80) > 0);
        Assert.Equal(0, Brightness(above, 400, 480));
    }

    [Fact]
    public void Draw_rejects_a_picture_of_another_size()
    {
        Assert.Throws<ArgumentException>(() => Overlay.Draw(new RgbImage(10, 10), Empty));
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

        Assert.Equal(["age 42, happy 90%", "No Beard, Young"], Overlay.CaptionLines(prediction));
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
