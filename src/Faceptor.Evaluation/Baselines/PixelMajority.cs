namespace Faceptor.Evaluation.Baselines;

/// <summary>
/// Parsing without a look at the image: at every place the class that is most frequent there in training.
/// </summary>
/// <remarks>Places are those of the first training map; maps of other sizes are read at the nearest pixel.</remarks>
internal sealed class PixelMajority
{
    private readonly LabelMap _majority;

    /// <summary>Counts the classes of the training maps.</summary>
    /// <param name="maps">Training maps.</param>
    /// <param name="numClasses">Number of classes.</param>
    /// <exception cref="DatasetException">There are no maps, or a class does not exist.</exception>
    public PixelMajority(IEnumerable<LabelMap> maps, int numClasses)
    {
        ArgumentNullException.ThrowIfNull(maps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numClasses);
        int[]? counts = null;
        var (width, height) = (0, 0);
        foreach (var map in maps)
        {
            if (counts is null)
            {
                (width, height) = (map.Width, map.Height);
                counts = new int[checked(width * height * numClasses)];
            }

            var classes = Resize(map, width, height);
            for (var pixel = 0; pixel < classes.Length; pixel++)
            {
                if (classes[pixel] >= numClasses)
                {
                    throw new DatasetException(
                        "training labels", $"a pixel has class {classes[pixel]}, expected 0 to {numClasses - 1}.");
                }

                counts[(pixel * numClasses) + classes[pixel]]++;
            }
        }

        if (counts is null)
        {
            throw new DatasetException("training labels", "expected at least one label map, found none.");
        }

        var majority = new byte[width * height];
        for (var pixel = 0; pixel < majority.Length; pixel++)
        {
            var here = counts.AsSpan(pixel * numClasses, numClasses);
            for (var index = 1; index < numClasses; index++)
            {
                if (here[index] > here[majority[pixel]])
                {
                    majority[pixel] = (byte)index;
                }
            }
        }

        _majority = new LabelMap(width, height, majority);
    }

    /// <summary>The most frequent classes at some size.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <returns>Classes, row by row.</returns>
    public byte[] At(int width, int height) => Resize(_majority, width, height);

    private static byte[] Resize(LabelMap map, int width, int height)
    {
        if (map.Width == width && map.Height == height)
        {
            return map.Classes;
        }

        var resized = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            var sourceY = (int)(((2L * y) + 1) * map.Height / (2L * height));
            for (var x = 0; x < width; x++)
            {
                var sourceX = (int)(((2L * x) + 1) * map.Width / (2L * width));
                resized[(y * width) + x] = map.Classes[(sourceY * map.Width) + sourceX];
            }
        }

        return resized;
    }
}
