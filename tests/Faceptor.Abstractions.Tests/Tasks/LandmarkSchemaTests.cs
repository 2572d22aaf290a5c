namespace Faceptor.Abstractions.Tests.Tasks;

public sealed class LandmarkSchemaTests
{
    public static TheoryData<LandmarkSchema, int> Schemas => new()
    {
        { LandmarkSchema.Points68, 68 },
        { LandmarkSchema.Points98, 98 },
        { LandmarkSchema.Points29, 29 },
        { LandmarkSchema.Points19, 19 },
    };

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Mirroring_twice_is_the_identity(LandmarkSchema schema, int numPoints)
    {
        var twice = Enumerable.Range(0, numPoints)
            .Select(point => schema.MirrorPermutation[schema.MirrorPermutation[point]]);

        Assert.Equal(numPoints, schema.NumPoints);
        Assert.Equal(Enumerable.Range(0, numPoints), twice);
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Curves_hold_every_point_once(LandmarkSchema schema, int numPoints)
    {
        var points = schema.Curves.SelectMany(curve => curve.Points).Order();

        Assert.Equal(Enumerable.Range(0, numPoints), points);
        Assert.Equal(numPoints, schema.PointNames.Distinct().Count());
    }

    [Fact]
    public void Outer_eye_corners_of_68_points_are_36_and_45()
    {
        var normalizer = LandmarkSchema.Points68.Normalizers[0];

        Assert.Equal("inter-ocular", normalizer.Name);
        Assert.Equal([36], normalizer.First);
        Assert.Equal([45], normalizer.Second);
        Assert.Equal(45, LandmarkSchema.Points68.MirrorPermutation[36]);
    }
}
