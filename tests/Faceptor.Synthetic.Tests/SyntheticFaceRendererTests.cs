using System.Numerics;
using Faceptor.Synthetic.Drawing;

namespace Faceptor.Synthetic.Tests;

public sealed class SyntheticFaceRendererTests
{
    /// <summary>With room below the longest chin.</summary>
    private static readonly SyntheticFrame Frame =
        SyntheticFrame.CelebAHq.Shifted(Vector2.Zero, 0.92f) with { LabelScale = 1 };

    public static TheoryData<int> Faces { get; } = [.. Enumerable.Range(0, 24)];

    [Fact]
    public void Draw_gives_the_same_bytes_twice()
    {
        var parameters = Sample(1);

        var first = SyntheticFaceRenderer.Draw(parameters, Frame);
        var second = SyntheticFaceRenderer.Draw(parameters, Frame);

        Assert.Equal(first.Image.Pixels, second.Image.Pixels);
        Assert.Equal(first.Map!.Classes, second.Map!.Classes);
        Assert.Equal(first.Landmarks, second.Landmarks);
    }

    [Theory]
    [MemberData(nameof(Faces))]
    public void Landmarks_lie_in_the_classes_they_describe(int number)
    {
        var face = SyntheticFaceRenderer.Draw(Sample(number), Frame);

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
        var face = SyntheticFaceRenderer.Draw(Sample(number), Frame);

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
        var face = SyntheticFaceRenderer.Draw(Sample(3) with { Expression = Expression.Surprise }, Frame);

        Assert.Equal(PartClass.InnerMouth, ClassAt(face.Map!, (face.Landmarks[62] + face.Landmarks[66]) / 2));
    }

    [Fact]
    public void Every_class_is_drawn_by_someone()
    {
        var sampler = new SyntheticFaceSampler { AccessoryFactor = 1.3f };
        var seen = new bool[19];

        for (var number = 0; number < 60; number++)
        {
            var parameters = sampler.Sample(SyntheticIdentity.Create(2, number), SyntheticRandom.For(2, "classes", number));
            foreach (var value in SyntheticFaceRenderer.Draw(parameters, Frame).Map!.Classes)
            {
                seen[value] = true; // a value above 18 would be out of range
            }
        }

        Assert.DoesNotContain(false, seen);
    }

    [Fact]
    public void Roll_turns_the_landmarks_about_the_middle_of_the_five_points()
    {
        var upright = SyntheticFaceRenderer.Draw(Sample(5) with { RollDegrees = 0 }, Frame);
        var rolled = SyntheticFaceRenderer.Draw(Sample(5) with { RollDegrees = 20 }, Frame);

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
        var face = SyntheticFaceRenderer.Draw(Sample(6), SyntheticFrame.CelebAHq);

        Assert.Equal((256, 512), (face.Image.Width, face.Map!.Width));
        var eye = (Mean(face, 36, 41) * 2) + new Vector2(0.5f);
        Assert.Equal(PartClass.LeftEye, ClassAt(face.Map!, eye));
    }

    [Fact]
    public void Frame_without_label_scale_has_no_map()
    {
        var face = SyntheticFaceRenderer.Draw(Sample(6), SyntheticFrame.Recognition);

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

        var error = Assert.Throws<ArgumentException>(() => SyntheticFaceRenderer.Draw(Sample(0), frame));

        Assert.StartsWith("A frame needs 5 points, got 2.", error.Message, StringComparison.Ordinal);
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
    private static SyntheticFaceParameters Sample(int number) =>
        new SyntheticFaceSampler().Sample(SyntheticIdentity.Create(1, number), SyntheticRandom.For(1, "test", number)) with
        {
            HasGlasses = false,
            HasHat = false,
            HasEarrings = false,
            Occluder = SyntheticOccluder.None,
            RollDegrees = (number * 4 % 50) - 25,
        };

    private static Vector2 Mean(SyntheticFace face, int first, int last) =>
        face.Landmarks[first..(last + 1)].Aggregate(Vector2.Zero, (sum, point) => sum + point) / (last - first + 1);

    private static byte ClassAt(LabelMap map, Vector2 point) =>
        map.Classes[((int)MathF.Round(point.Y) * map.Width) + (int)MathF.Round(point.X)];
}
