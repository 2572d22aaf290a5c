using System.Numerics;
using System.Runtime.InteropServices;

namespace Faceptor.Data.Augmentation.Effects;

/// <summary>Brightens by the square root, darkens by the square, or leaves the image.</summary>
/// <remarks>Released configuration: equal odds.</remarks>
internal enum Gamma
{
    /// <summary>Square root.</summary>
    Brighter,

    /// <summary>As it is.</summary>
    None,

    /// <summary>Square.</summary>
    Darker,
}

/// <summary>What <see cref="Gamma"/> does to values.</summary>
internal static class GammaExtensions
{
    /// <summary>Number of kinds.</summary>
    public const int NumKinds = 3;

    public static void Apply(this Gamma gamma, Planes planes)
    {
        if (gamma == Gamma.None)
        {
            return;
        }

        var wide = MemoryMarshal.Cast<float, Vector<float>>(planes.Values);
        foreach (ref var values in wide)
        {
            values = gamma == Gamma.Brighter ? Vector.SquareRoot(values) : values * values;
        }

        foreach (ref var value in planes.Values[(wide.Length * Vector<float>.Count)..])
        {
            value = gamma == Gamma.Brighter ? MathF.Sqrt(value) : value * value;
        }
    }
}
