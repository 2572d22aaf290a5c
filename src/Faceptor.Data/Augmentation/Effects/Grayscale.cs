using System.Numerics;
using System.Runtime.InteropServices;

namespace Faceptor.Data.Augmentation.Effects;

/// <summary>All three channels become the luma.</summary>
/// <remarks>Released configuration: with probability 0.1; weights as in OpenCV.</remarks>
internal static class Grayscale
{
    /// <summary>How often it happens.</summary>
    public const double Probability = 0.1;

    private const float Red = 0.299f;
    private const float Green = 0.587f;
    private const float Blue = 0.114f;

    public static void Apply(Planes planes)
    {
        var reds = planes.Channel(0);
        var greens = planes.Channel(1);
        var blues = planes.Channel(2);
        var wideReds = MemoryMarshal.Cast<float, Vector<float>>(reds);
        var wideGreens = MemoryMarshal.Cast<float, Vector<float>>(greens);
        var wideBlues = MemoryMarshal.Cast<float, Vector<float>>(blues);
        for (var i = 0; i < wideReds.Length; i++)
        {
            wideReds[i] = (wideReds[i] * Red) + (wideGreens[i] * Green) + (wideBlues[i] * Blue);
        }

        for (var i = wideReds.Length * Vector<float>.Count; i < reds.Length; i++)
        {
            reds[i] = (reds[i] * Red) + (greens[i] * Green) + (blues[i] * Blue);
        }

        reds.CopyTo(greens);
        reds.CopyTo(blues);
    }
}
