using System.Numerics;
using Faceptor.Core.Tasks;
using Faceptor.Data.Imaging;
using Faceptor.Data.Synthetic;
using Faceptor.Data.Synthetic.Drawing;

namespace Faceptor.Data.Tests.Synthetic;

public sealed class DrawnFaceRendererTests
{
    /// <summary>With room below the longest chin.</summary>
    private static readonly DrawnFrame Frame =
        DrawnFrame.CelebAHq.Shifted(Vector2.Zero, 0.92f) with { LabelScale = 1 };

    public static TheoryData<int> Faces { get; } = [.. Enumerable.Range(0, 24)];

    [Fact]
    public void Draw_gives_the_same_bytes_twice()
    {
        var parameters = Sample(1);

        var first = DrawnFaceRenderer.Draw(parameters, Frame);
        var second = DrawnFaceRenderer.Draw(parameters, Frame);

        Assert.Equal(first.Image.Pixels, second.Image.Pixels);
        Assert.Equal(first.Map!.Classes, second.Map!.Classes);
        Assert.Equal(first.Landmarks, second.Landmarks);
    }

    [Theory]
    [MemberData(nameof(Faces))]
    public void Landmarks_lie_in_the_classes_they_describe(int number)
    {
        var face = DrawnFaceRenderer.Draw(Sample(number), Frame);

        Assert.Equal(PartClass.LeftEye, ClassAt(face.Map!, Mean(face, 36, 41)));
        Assert.Equal(PartClass.RightEye, ClassAt(face.Map!, Mean(face, 42, 47)));
        Assert.Equal(PartClass.LeftBrow, ClassAt(face.Map!, face.Landmarks[19]));
        Assert.Equal(PartClass.RightBrow, ClassAt(face.Map!, face.Landmarks[24]));
        Assert.Equal(PartClass.Nose, ClassAt(face.Map!, face.Landmarks[29]));
        Assert.Equal(PartClass.Nose, ClassAt(face.Map!, face.Landmarks[30]));
        Assert.Equal(PartClass.UpperLip, ClassAt(face.Map!, (face.Landmarks[51] + face.Landmarks[62]) / 2));
        Assert.Equal(PartClass.LowerLip, ClassAt(face.Map!, (face.Landmarks[57] + face.Landmarks[66]) / 2));
    }

    [Theory]
    [MemberData(nameof(Faces))]
    public void Contour_landmarks_lie_on_the_edge_of_the_face(int number)
    {
        var face = DrawnFaceRenderer.Draw(Sample(number), Frame);

        // Around the chin nothing is drawn over the edge; 3 pixels cover rounding and the widest jaw stroke.
        for (var i = 6; i <= 10; i++)
        {
            var point = face.Landmarks[i];
            var inward = Vector2.Normalize(face.Landmarks[30] - point) * 3;
            Assert.Equal(PartClass.Face, ClassAt(face.Map!, point + inward));
            Assert.NotEqual(PartClass.Face, ClassAt(face.Map!, point - inward));
        }
    }

    [Fact]
    public void Open_mouth_shows_its_inside()
    {
        var face = DrawnFaceRenderer.Draw(Sample(3) with { Expression = Expression.Surprise }, Frame);

        Assert.Equal(PartClass.InnerMouth, ClassAt(face.Map!, (face.Landmarks[62] + face.Landmarks[66]) / 2));
    }

    [Fact]
    public void Every_class_is_drawn_by_someone()
    {
        var sampler = new DrawnFaceSampler { AccessoryFactor = 1.3f };
        var seen = new bool[19];

        for (var number = 0; number < 60; number++)
        {
            var parameters = sampler.Sample(DrawnPerson.Create(2, number), DrawnRandom.For(2, "classes", number));
            foreach (var value in DrawnFaceRenderer.Draw(parameters, Frame).Map!.Classes)
            {
                seen[value] = true; // a value above 18 would be out of range
            }
        }

        Assert.DoesNotContain(false, seen);
    }

    [Fact]
    public void Roll_turns_the_landmarks_about_the_middle_of_the_five_points()
    {
        var upright = DrawnFaceRenderer.Draw(Sample(5) with { RollDegrees = 0 }, Frame);
        var rolled = DrawnFaceRenderer.Draw(Sample(5) with { RollDegrees = 20 }, Frame);

        var middle = Frame.FivePoints.Aggregate(Vector2.Zero, (sum, point) => sum + point) / 5;
        var turn = Matrix3x2.CreateRotation(20 * MathF.PI / 180, middle);
        for (var i = 0; i < 68; i++)
        {
            Assert.True(Vector2.Distance(Vector2.Transform(upright.Landmarks[i], turn), rolled.Landmarks[i]) < 0.01f);
        }
    }

    [Fact]
    public void Label_map_may_be_larger_than_the_picture()
    {
        var face = DrawnFaceRenderer.Draw(Sample(6), DrawnFrame.CelebAHq);

        Assert.Equal((256, 512), (face.Image.Width, face.Map!.Width));
        var eye = (Mean(face, 36, 41) * 2) + new Vector2(0.5f);
        Assert.Equal(PartClass.LeftEye, ClassAt(face.Map!, eye));
    }

    [Fact]
    public void Frame_without_label_scale_has_no_map()
    {
        var face = DrawnFaceRenderer.Draw(Sample(6), DrawnFrame.Recognition);

        Assert.Null(face.Map);
        Assert.Equal((112, 112), (face.Image.Width, face.Image.Height));
    }

    [Fact]
    public void Expressions_move_brows_and_mouth()
    {
        var neutral = Shape(Expression.Neutral);
        var happy = Shape(Expression.Happy);
        var sad = Shape(Expression.Sad);
        var surprise = Shape(Expression.Surprise);
        var anger = Shape(Expression.Anger);

        Assert.True(CornerLift(happy) > CornerLift(neutral) + 0.05f);
        Assert.True(CornerLift(sad) < CornerLift(neutral) - 0.05f);
        Assert.True(surprise[66].Y - surprise[62].Y > 0.2f);
        Assert.True(anger[21].Y > neutral[21].Y + 0.1f);
        Assert.True(sad[21].Y < neutral[21].Y - 0.1f);

        static float CornerLift(Vector2[] points) => ((points[51].Y + points[57].Y) / 2) - points[48].Y;
    }

    [Fact]
    public void Draw_rejects_a_frame_without_five_points()
    {
        var frame = Frame with { FivePoints = [Vector2.Zero, Vector2.One] };

        var error = Assert.Throws<ArgumentException>(() => DrawnFaceRenderer.Draw(Sample(0), frame));

        Assert.StartsWith("A frame needs 5 points, 2 came.", error.Message, StringComparison.Ordinal);
    }

    private static Vector2[] Shape(Expression expression) => new FaceGeometry(Sample(8) with
    {
        Expression = expression,
        ExpressionStrengthRatio = 1,
        ExpressionVariantRatio = 0.4f,
        YawDegrees = 0,
        PitchDegrees = 0,
    }).Landmarks;

    /// <summary>A face with nothing before it.</summary>
    private static DrawnFaceParameters Sample(int number) =>
        new DrawnFaceSampler().Sample(DrawnPerson.Create(1, number), DrawnRandom.For(1, "test", number)) with
        {
            HasGlasses = false,
            HasHat = false,
            HasEarrings = false,
            Occluder = DrawnOccluder.None,
            RollDegrees = (number * 4 % 50) - 25,
        };

    private static Vector2 Mean(DrawnFace face, int first, int last) =>
        face.Landmarks[first..(last + 1)].Aggregate(Vector2.Zero, (sum, point) => sum + point) / (last - first + 1);

    private static byte ClassAt(LabelMap map, Vector2 point) =>
        map.Classes[((int)MathF.Round(point.Y) * map.Width) + (int)MathF.Round(point.X)];
}
