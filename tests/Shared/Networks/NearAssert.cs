namespace Faceptor.Testing;

/// <summary>Comparisons of numbers with a stated tolerance.</summary>
internal static class NearAssert
{
    public static void Relative(double expected, double actual, double tolerance) =>
        Assert.True(
            Math.Abs(expected - actual) <= tolerance * Math.Abs(expected),
            $"expected {expected:R} within {tolerance:G2} of its size, got {actual:R}.");
}
