using static TorchSharp.torch;

namespace Faceptor.Core.Encoders;

/// <summary>
/// A head start for encoders that learn from random weights: patch filters that see an image's frequencies at equal
/// strength, and positions that differ in an orderly way from the first step.
/// </summary>
/// <remarks>
/// Our choice; FaRL's weights make it needless for the published models. Neighbouring pixels are alike, so random
/// filters answer to little but a patch's mean colour, and edges take thousands of steps to be noticed. Natural images
/// have power falling with the square of the frequency; filters of the discrete cosine transform, divided by that
/// expected strength, whiten them without looking at data.
/// </remarks>
internal static class SpectralInitialization
{
    /// <summary>Share of the filters that see brightness; the rest see the two colour contrasts.</summary>
    private const double BrightnessShare = 0.7;

    /// <summary>Expected standard deviation of a patch's mean over that of a single pixel.</summary>
    private const double MeanDeviation = 0.8;

    /// <summary>Expected standard deviation of a cosine component of frequency one, over the patch side.</summary>
    private const double WaveDeviation = 0.28;

    /// <summary>How much weaker colour contrasts are than brightness.</summary>
    private const double ColorDeviation = 0.4;

    private const double PositionAmplitude = 0.5;

    // Brightness, red against green, yellow against blue: orthonormal directions in RGB.
    private static readonly double[][] ColorAxes =
    [
        [1 / Math.Sqrt(3), 1 / Math.Sqrt(3), 1 / Math.Sqrt(3)],
        [1 / Math.Sqrt(2), -1 / Math.Sqrt(2), 0],
        [1 / Math.Sqrt(6), 1 / Math.Sqrt(6), -2 / Math.Sqrt(6)],
    ];

    /// <summary>Fills a patch embedding's weights.</summary>
    /// <param name="weight">Weights [D, 3, P, P].</param>
    public static void FillPatchFilters(Tensor weight)
    {
        var (numFilters, side) = ((int)weight.size(0), (int)weight.size(2));
        var waves = WavesByFrequency(side);
        var numBrightness = (int)Math.Ceiling(numFilters * BrightnessShare);
        var filters = new float[numFilters * 3 * side * side];
        for (var filter = 0; filter < numFilters; filter++)
        {
            var isBrightness = filter < numBrightness;
            var axis = isBrightness ? 0 : 1 + ((filter - numBrightness) % 2);
            var (u, v) = waves[(isBrightness ? filter : (filter - numBrightness) / 2) % waves.Length];
            var deviation = (u, v) == (0, 0) ? MeanDeviation * side : WaveDeviation * side / Math.Sqrt((u * u) + (v * v));
            var gain = 1 / (deviation * Math.Sqrt(3) * (isBrightness ? 1 : ColorDeviation));
            for (var channel = 0; channel < 3; channel++)
            {
                for (var y = 0; y < side; y++)
                {
                    for (var x = 0; x < side; x++)
                    {
                        filters[(((((filter * 3) + channel) * side) + y) * side) + x] =
                            (float)(gain * ColorAxes[axis][channel] * Cosine(v, y, side) * Cosine(u, x, side));
                    }
                }
            }
        }

        using var quiet = no_grad();
        using var values = tensor(filters, weight.shape);
        weight.copy_(values);
    }

    /// <summary>
    /// Fills a position table with the cosine transform's basis over the grid, lowest frequencies first; the class row stays.
    /// With as many features as cells every cell has a code orthogonal to all others, so that a linear layer can single it out.
    /// </summary>
    /// <param name="weight">Positions [1 + G², D].</param>
    public static void FillPositions(Tensor weight)
    {
        var side = (int)Math.Round(Math.Sqrt(weight.size(0) - 1));
        var dim = (int)weight.size(1);
        var waves = WavesByFrequency(side);
        var codes = new float[side * side * dim];
        for (var cell = 0; cell < side * side; cell++)
        {
            for (var feature = 0; feature < Math.Min(dim, waves.Length); feature++)
            {
                var (u, v) = waves[feature];
                codes[(cell * dim) + feature] =
                    (float)(PositionAmplitude * side * Cosine(u, cell % side, side) * Cosine(v, cell / side, side));
            }
        }

        using var quiet = no_grad();
        using var values = tensor(codes, side * side, dim);
        using var grid = weight.narrow(0, 1, side * side);
        grid.copy_(values);
    }

    private static (int U, int V)[] WavesByFrequency(int side) =>
    [
        .. from u in Enumerable.Range(0, side) from v in Enumerable.Range(0, side) orderby (u * u) + (v * v), u select (u, v),
    ];

    /// <summary>The orthonormal cosine transform's basis.</summary>
    private static double Cosine(int frequency, int place, int side) =>
        Math.Sqrt((frequency == 0 ? 1.0 : 2.0) / side) * Math.Cos(Math.PI * frequency * (place + 0.5) / side);
}
