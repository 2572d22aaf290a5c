using Faceptor.Data.Checking;
using Faceptor.Data.Datasets;
using Faceptor.Imaging;

namespace Faceptor.Data.Tests.Checking;

public sealed class LabelCheckTests
{
    [Theory]
    [InlineData(50f, true)]
    [InlineData(-40f, true)]
    [InlineData(-105f, false)]
    [InlineData(205f, false)]
    [InlineData(float.NaN, false)]
    public void A_point_may_lie_a_box_away_and_no_further(float x, bool isPossible)
    {
        var label = new LandmarkLabel([new(x, 50)], new FaceBox(0, 0, 100, 100));

        Assert.Equal(isPossible, LabelCheck.FindProblem(FaceTasks.Landmarks300W, label, null) is null);
    }

    [Fact]
    public void A_class_that_does_not_exist_is_told_with_its_pixel()
    {
        var classes = new byte[12];
        classes[7] = 19;
        var label = new ParsingLabel(new LabelMap(4, 3, classes));

        Assert.Equal(
            "expected classes 0 to 18, 19 is stored at pixel (3, 1); extract the label maps again.",
            LabelCheck.FindProblem(FaceTasks.ParsingCelebAMaskHq, label, new RgbImage(4, 3)));
    }

    [Fact]
    public void A_map_of_another_size_than_its_picture_is_told()
    {
        var label = new ParsingLabel(new LabelMap(4, 3, new byte[12]));

        Assert.Equal(
            "expected a label map of 5 x 3 pixels like the image, got 4 x 3; extract both again.",
            LabelCheck.FindProblem(FaceTasks.ParsingLaPa, label, new RgbImage(5, 3)));
    }
}
