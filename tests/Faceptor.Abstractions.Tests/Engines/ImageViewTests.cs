namespace Faceptor.Abstractions.Tests.Engines;

public sealed class ImageViewTests
{
    [Fact]
    public void Pixels_that_do_not_fit_the_size_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new ImageView(new byte[17], 3, 2).WidthPx);

        Assert.Contains("3 x 2 pixels, got 17 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, new ImageView(new byte[18], 3, 2).HeightPx);
    }
}
