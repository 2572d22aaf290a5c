using System.Numerics;
using Faceptor.Data.Datasets;

namespace Faceptor.Data.Tests.Datasets;

public sealed class PointCheckTests
{
    [Theory]
    [InlineData(10f, 10f, 60f, 70f, null)]
    [InlineData(-90f, 10f, 60f, 250f, null)]
    [InlineData(5f, 5f, 5f, 5f, "all 2 lie in one place, (5, 5)")]
    [InlineData(5f, 5f, 5.5f, 5.5f, "all 2 lie in one place, (5, 5)")]
    [InlineData(float.NaN, 5f, 5f, 5f, "point 0 is at (NaN, 5)")]
    [InlineData(5f, 5f, float.PositiveInfinity, 5f, "point 1 is at (")]
    [InlineData(5f, 5f, 6000f, 50f, "image of 200 x 100 pixels or near it, point 1 is at (6000, 50)")]
    [InlineData(5f, 5f, 50f, -201f, "point 1 is at (50, -201)")]
    public void Points_that_no_face_has_are_told(float x0, float y0, float x1, float y1, string? problem)
    {
        var found = PointCheck.FindProblem([new Vector2(x0, y0), new Vector2(x1, y1)], 200, 100);

        if (problem is null)
        {
            Assert.Null(found);
        }
        else
        {
            Assert.Contains(problem, found, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_single_point_may_stand_for_itself()
    {
        Assert.Null(PointCheck.FindProblem([new Vector2(3, 4)], 10, 10));
        Assert.Null(PointCheck.FindProblem([]));
    }
}
