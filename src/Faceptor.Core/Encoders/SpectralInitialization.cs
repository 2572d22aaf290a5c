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
        (int U, int V)[] waves =
        [
            .. from u in Enumerable.Range(0, side)
                from v in Enumerable.Range(0, side)
                orderby (u * u) + (v * v), u
                select (u, v),
        ];
        var numBrightness = (int)Math.Ceiling(numFilters * BrightnessShare);
        var filters = new float[numFilters * 3 * side * side];
        for (var filter = 0; filter < numFilters; filter++)
        {
            var isBrightness = filter < numBrightness;
            var axis = isBrightness ? 0 : 1 + ((filter - numBrightness) % 2);
            var (u, v) = waves[(isBrightness ? filter : (filter - numBrightness) / 2) % waves.Length];
            var deviation = (u, v) == (0, 0)
                ? MeanDeviation * side
                : WaveDeviation * side / Math.Sqrt((u * u) + (v * v));
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

    /// <summary>Fills a position table with sines and cosines of row and column; the class row stays.</summary>
    /// <param name="weight">Positions [1 + G², D].</param>
    public static void FillPositions(Tensor weight)
    {
        var side = (long)Math.Round(Math.Sqrt(weight.size(0) - 1));
        var dim = weight.size(1);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var code = Layers.SineEncoding.Encode(new Layers.PatchGrid(side, side), dim - (dim % 4), CPU);
        weight.narrow(0, 1, side * side).narrow(1, 0, code.size(1)).copy_(code * PositionAmplitude);
    }

    /// <summary>The orthonormal cosine transform's basis.</summary>
    private static double Cosine(int frequency, int place, int side) =>
        Math.Sqrt((frequency == 0 ? 1.0 : 2.0) / side) * Math.Cos(Math.PI * frequency * (place + 0.5) / side);
}
