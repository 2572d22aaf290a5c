using Faceptor.Data.Augmentation.Effects;

namespace Faceptor.Data.Tests.Augmentation.Effects;

public sealed class EffectParityTests
{
    // The reference adds up in double precision; float sums of 25 values in [0, 1] differ in the seventh digit.
    private const float Tolerance = 2e-6f;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Blur_agrees_with_OpenCV(int size)
    {
        var (width, height) = (Golden.Input.Width, Golden.Input.Height);
        var expected = Golden.Arrays.Floats($"cv2_blur_{size}");
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = Channel(channel);

            BoxBlur.Apply(plane, width, height, size);

            var errors = plane.Select((value, i) => Math.Abs(value - expected[(i * 3) + channel]));
            Assert.InRange(errors.Max(), 0, Tolerance);
        }
    }

    [Fact]
    public void Gray_agrees_with_OpenCV()
    {
        // Effects take squares: the 150 rows of the left 150 columns.
        var side = Golden.Input.Height;
        var values = new float[3 * side * side];
        for (var i = 0; i < values.Length; i++)
        {
            var (channel, y, x) = (i / (side * side), i / side % side, i % side);
            values[i] = Golden.Input.Row(y)[(x * 3) + channel] / 255f;
        }

        Grayscale.Apply(new Planes(values, side));

        var expected = Golden.Arrays.Floats("cv2_gray");
        var errors = values.Select((value, i) =>
            Math.Abs(value - expected[(i / side % side * Golden.Input.Width) + (i % side)]));
        Assert.InRange(errors.Max(), 0, Tolerance);
    }

    private static float[] Channel(int index) =>
        [.. Golden.Input.Pixels.Where((_, i) => i % 3 == index).Select(level => level / 255f)];
}
