using Faceptor.Serialization.Pickles;

namespace Faceptor.Data.Formats;

/// <summary>Numbers in a pickle: a numpy array of any type, or a list of numbers and booleans.</summary>
internal static class PickledNumbers
{
    /// <summary>The numbers in their order; booleans are 0 and 1.</summary>
    /// <param name="value">What the pickle holds.</param>
    /// <param name="what">Its name in the file, for messages.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="DatasetException">Something else is stored.</exception>
    public static double[] Read(object? value, string what, string path)
    {
        if (value is PickledArray array)
        {
            var stored = new double[array.Length];
            for (var i = 0; i < stored.Length; i++)
            {
                stored[i] = array.GetDouble(i);
            }

            return stored;
        }

        if (value is not IReadOnlyList<object?> items)
        {
            throw Problem();
        }

        var numbers = new double[items.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = items[i] switch
            {
                long number => number,
                bool flag => flag ? 1 : 0,
                double number => number,
                _ => throw Problem(),
            };
        }

        return numbers;

        DatasetException Problem() =>
            new(path, $"{what}: expected numbers, something else is stored; write the file again.");
    }
}
