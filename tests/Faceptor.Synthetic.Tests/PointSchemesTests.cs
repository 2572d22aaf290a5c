using System.Numerics;
using Faceptor.Synthetic.Drawing;
using Faceptor.Synthetic.Writing;

namespace Faceptor.Synthetic.Tests;

public sealed class PointSchemesTests
{
    private static readonly SyntheticFrame Frame =
        SyntheticFrame.CelebAHq.Shifted(Vector2.Zero, 0.9f) with { LabelScale = 1 };

    [Fact]
    public void Aflw_points_lie_on_the_parts_they_are_named_after()
    {
        for (var number = 0; number < 20; number++)
        {
            var parameters = BareFace(number);
            var face = SyntheticFaceRenderer.Draw(parameters, Frame);
            var p = SyntheticFaceRenderer.Place(parameters, Frame, PointSchemes.Points19);

            Assert.Equal(PartClass.LeftBrow, ClassAt(face.Map!, p[1]));
            Assert.Equal(PartClass.RightBrow, ClassAt(face.Map!, p[4]));
            Assert.Equal(PartClass.LeftEye, ClassAt(face.Map!, p[7]));
            Assert.Equal(PartClass.RightEye, ClassAt(face.Map!, p[10]));
            Assert.Equal(PartClass.Nose, ClassAt(face.Map!, Vector2.Lerp(p[12], p[13], 0.15f)));
            Assert.Equal(PartClass.Nose, ClassAt(face.Map!, Vector2.Lerp(p[14], p[13], 0.15f)));
            Assert.NotEqual(PartClass.Nose, ClassAt(face.Map!, Vector2.Lerp(p[12], p[13], -0.3f)));
            Assert.NotEqual(PartClass.Nose, ClassAt(face.Map!, Vector2.Lerp(p[14], p[13], -0.3f)));
            // Wings of the nose lie outside the nostrils of the 68 points, and the middles of eyes and mouth between.
            Assert.True(p[12].X < face.Landmarks[31].X);
            Assert.True(p[14].X > face.Landmarks[35].X);
        }
    }

    [Fact]
    public void LaPa_points_lie_where_the_scheme_says()
    {
        for (var number = 0; number < 20; number++)
        {
            var parameters = BareFace(number);
            parameters = parameters with { GazeRatio = 0 };
            var face = SyntheticFaceRenderer.Draw(parameters, Frame);
            var p = SyntheticFaceRenderer.Place(parameters, Frame, PointSchemes.Points106);

            Assert.Equal(106, p.Length);
            for (var i = 0; i < 17; i++)
            {
                Assert.True(Vector2.Distance(face.Landmarks[i], p[2 * i]) < 0.01f);
            }

            // Upper edges of the brows above lower ones; a point between them is brow.
            Assert.Equal(PartClass.LeftBrow, ClassAt(face.Map!, (p[35] + p[40]) / 2));
            Assert.Equal(PartClass.RightBrow, ClassAt(face.Map!, (p[44] + p[48]) / 2));
            Assert.True(p[35].Y < p[40].Y && p[44].Y < p[48].Y);
            Assert.Equal(PartClass.LeftEye, ClassAt(face.Map!, p[74]));
            Assert.Equal(PartClass.RightEye, ClassAt(face.Map!, p[83]));
            Assert.Equal(PartClass.LeftEye, ClassAt(face.Map!, p[104]));
            Assert.Equal(PartClass.RightEye, ClassAt(face.Map!, p[105]));
            Assert.Equal(PartClass.Nose, ClassAt(face.Map!, p[54]));
        }
    }

    /// <summary>A face with nothing before it.</summary>
    private static SyntheticFaceParameters BareFace(int number)
    {
        var (parameters, _) = AflwFiles.Plan(3, number, isPlain: true);
        return parameters with
        {
            HasGlasses = false,
            HasEarrings = false,
            YawDegrees = parameters.YawDegrees / 3,
            RollDegrees = 0,
        };
    }

    private static byte ClassAt(LabelMap map, Vector2 point) =>
        map.Classes[((int)MathF.Round(point.Y) * map.Width) + (int)MathF.Round(point.X)];
}
