namespace Faceptor.Data.Datasets;

/// <summary>
/// A division into training and test images for distributions that have none: by the file's name, so that it is the
/// same on every machine and does not change when other images come or go.
/// </summary>
/// <remarks>Our choice: about one image in five is for testing, as in the splits that the paper uses.</remarks>
internal static class HashedSplit
{
    /// <summary>Names of the two parts.</summary>
    public const string Train = "train", Test = "test";

    private const uint OneIn = 5;

    /// <summary>Whether an image is for testing.</summary>
    /// <param name="fileName">Name of the file, without folders.</param>
    public static bool IsTest(ReadOnlySpan<char> fileName)
    {
        // FNV-1a over UTF-16 code units, both bytes of each; file names of faces are ASCII.
        var hash = 2166136261u;
        foreach (var character in fileName)
        {
            hash = (hash ^ (byte)character) * 16777619u;
            hash = (hash ^ (byte)(character >> 8)) * 16777619u;
        }

        // FNV leaves the low bits of similar names alike; mix before dividing.
        hash ^= hash >> 16;
        hash *= 0x85ebca6bu;
        hash ^= hash >> 13;
        return hash % OneIn == 0;
    }

    /// <summary>Whether an image belongs to one of the parts.</summary>
    public static bool IsIn(ReadOnlySpan<char> fileName, string part) => IsTest(fileName) == (part == Test);
}
