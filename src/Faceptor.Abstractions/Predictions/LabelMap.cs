namespace Faceptor;

/// <summary>A class for every pixel: rows from the top, pixels from the left, one byte a pixel.</summary>
public sealed class LabelMap
{
    /// <summary>Wraps an array of classes without copying it.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="classes">Exactly <c>width * height</c> bytes.</param>
    /// <exception cref="ArgumentException">The array has another length.</exception>
    public LabelMap(int width, int height, byte[] classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentNullException.ThrowIfNull(classes);
        if (classes.LongLength != (long)width * height)
        {
            throw new ArgumentException(
                $"{width} x {height} labels need {(long)width * height} bytes, got {classes.LongLength}.",
                nameof(classes));
        }

        Width = width;
        Height = height;
        Classes = classes;
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>The classes, row by row.</summary>
    public byte[] Classes { get; }
}
