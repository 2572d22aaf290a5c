using System.Numerics;
using Faceptor.Data.Datasets;
using Faceptor.Evaluation.Sheets;
using Faceptor.Imaging;

namespace Faceptor.Evaluation.Tests.Sheets;

public sealed class TruthOverlayTests
{
    private const int Side = 100;

    [Fact]
    public void Landmarks_are_shown_around_the_face_with_a_red_line_to_the_truth()
    {
        var task = FaceTasks.LandmarksAflw19;
        var truth = Enumerable.Range(0, 19)
            .Select(index => new Vector2(600 + (index * 5), 400 + (index * 5)))
            .ToArray();
        var label = new LandmarkLabel([.. truth], new FaceBox(400, 600, 490, 690));
        var found = truth.Select(
            (point, index) => new NamedPoint(task.Labels[index], point.X, point.Y + (index == 9 ? 40 : 0)));
        var prediction = Empty(1000, 800) with { Landmarks = [new LandmarkPrediction(task, [.. found])] };

        var drawing = TruthOverlay.Draw(
            task, new FaceSample("one", new RgbImage(1000, 800), label), prediction, Side);

        // 126 x 126 pixels around the points become 100 x 100; the line of point 9 ends in the middle.
        Assert.Equal((Side, Side), (drawing.Width, drawing.Height));
        var (red, green) = (drawing.Row(60)[50 * 3], drawing.Row(60)[(50 * 3) + 1]);
        Assert.True(red > 150 && green < 120, $"expected red at the middle of the line, came {red}, {green}");
    }

    [Fact]
    public void Parsing_has_predicted_colours_and_true_borders()
    {
        var task = FaceTasks.ParsingLaPa;
        var skin = task.Parsing!.Classes[1];
        var truth = Map((x, _) => x < Side / 2 ? 0 : 1);
        var prediction = Empty(Side, Side) with
        {
            Parsing = [new ParsingPrediction(task, []) { Map = Map((_, _) => 1) }],
        };

        var drawing = TruthOverlay.Draw(
            task, new FaceSample("one", new RgbImage(Side, Side), new ParsingLabel(truth)), prediction, Side);

        var border = drawing.Row(30).Slice(((Side / 2) - 1) * 3, 3).ToArray();
        Assert.All(border, value => Assert.True(value > 180, "the true border is white"));
        var inside = drawing.Row(30).Slice(20 * 3, 3).ToArray();
        Assert.Equal(skin.Red * 160 / 255.0, inside[0], 3.0);
        Assert.Equal(skin.Green * 160 / 255.0, inside[1], 3.0);
        Assert.Equal(skin.Blue * 160 / 255.0, inside[2], 3.0);
    }

    [Fact]
    public void Other_families_show_the_picture_as_it_is()
    {
        var image = TinyModels.Image(Side, 50);

        var drawing = TruthOverlay.Draw(
            FaceTasks.AgeMorph2, new FaceSample("one", image, new AgeLabel(30)), Empty(Side, 50), Side);

        Assert.Equal((Side, 50), (drawing.Width, drawing.Height));
        Assert.Equal(image.Pixels, drawing.Pixels);
        Assert.Null(TruthOverlay.Legend(TaskFamily.Age));
    }

    private static FacePrediction Empty(int width, int height) =>
        new(width, height, new FaceBox(0, 0, height, width));

    private static LabelMap Map(Func<int, int, int> classAt) => new(
        Side,
        Side,
        [.. Enumerable.Range(0, Side * Side).Select(index => (byte)classAt(index % Side, index / Side))]);
}
