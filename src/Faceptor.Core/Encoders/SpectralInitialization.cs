using static TorchSharp.torch;

namespace Faceptor.Core.Encoders;

/// <summary>
/// A head start for encoders that learn from random weights: patch filters that see an image's frequencies at equal
/// strength, and positions that differ in an orderly way from the first step. Each has features of its own.
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

    // Brightness, red against green, yellow against blue: orthonormal directions in RGB.
    private static readonly double[][] ColorAxes =
    [
        [1 / Math.Sqrt(3), 1 / Math.Sqrt(3), 1 / Math.Sqrt(3)],
        [1 / Math.Sqrt(2), -1 / Math.Sqrt(2), 0],
        [1 / Math.Sqrt(6), 1 / Math.Sqrt(6), -2 / Math.Sqrt(6)],
    ];

    /// <summary>Fills a patch embedding's weights.</summary>
    /// <param name="weight">Weights [D, 3, P, P].</param>
    /// <param name="numPlaceFeatures">
    /// How many of the first features are left to the positions; they see nothing.
    /// </param>
    public static void FillPatchFilters(Tensor weight, int numPlaceFeatures)
    {
        var (numFilters, side) = ((int)weight.size(0) - numPlaceFeatures, (int)weight.size(2));
        var basis = new CosineBasis(side);
        var numBrightness = (int)Math.Ceiling(numFilters * BrightnessShare);
        var filters = new float[numFilters * 3 * side * side];
        for (var filter = 0; filter < numFilters; filter++)
        {
            var isBrightness = filter < numBrightness;
            var axis = isBrightness ? 0 : 1 + ((filter - numBrightness) % 2);
            var wave = (isBrightness ? filter : (filter - numBrightness) / 2) % basis.Waves.Count;
            var (u, v) = basis.Waves[wave];
            var deviation = wave == 0 ? MeanDeviation * side : WaveDeviation * side / Math.Sqrt((u * u) + (v * v));
            var gain = 1 / (deviation * Math.Sqrt(3) * (isBrightness ? 1 : ColorDeviation));
            for (var channel = 0; channel < 3; channel++)
            {
                for (var y = 0; y < side; y++)
                {
                    for (var x = 0; x < side; x++)
                    {
                        filters[(((((filter * 3) + channel) * side) + y) * side) + x] =
                            (float)(gain * ColorAxes[axis][channel] * basis.At(wave, x, y));
                    }
                }
            }
        }

        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        weight.zero_();
        weight.narrow(0, numPlaceFeatures, numFilters).copy_(tensor(filters, numFilters, 3, side, side));
    }

    /// <summary>
    /// Fills a position table with the cosine transform's basis over the grid, lowest frequencies first, in the
    /// features that no filter uses; the class row stays. Codes have an element variance of about 1, as the filters'
    /// answers do.
    /// </summary>
    /// <param name="weight">Positions [1 + G², D].</param>
    /// <param name="numPlaceFeatures">Features that carry positions; the others become 0.</param>
    public static void FillPositions(Tensor weight, int numPlaceFeatures)
    {
        var (numCells, dim) = ((int)weight.size(0) - 1, (int)weight.size(1));
        var side = (int)Math.Round(Math.Sqrt(numCells));
        var basis = new CosineBasis(side);
        var codes = new float[numCells * dim];
        for (var cell = 0; cell < numCells; cell++)
        {
            for (var feature = 0; feature < Math.Min(numPlaceFeatures, numCells); feature++)
            {
                codes[(cell * dim) + feature] = (float)(side * basis.At(feature, cell % side, cell / side));
            }
        }

        using var quiet = no_grad();
        using var values = tensor(codes, numCells, dim);
        using var grid = weight.narrow(0, 1, numCells);
        grid.copy_(values);
    }
}
