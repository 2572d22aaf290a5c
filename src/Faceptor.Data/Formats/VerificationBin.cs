using System.Globalization;
using Faceptor.Serialization.Pickles;

namespace Faceptor.Data.Formats;

/// <summary>
/// Reads a verification set as the packers write it: a pickle of encoded images and same-person flags.
/// </summary>
internal static class VerificationBin
{
    /// <summary>Images of the pairs, two each, and whether each pair shows one identity.</summary>
    public static (ReadOnlyMemory<byte>[] Images, bool[] IsSame) Read(string path)
    {
        if (PickleFile.Read(path) is not IReadOnlyList<object?> { Count: 2 } pair
            || pair[0] is not IReadOnlyList<object?> bins)
        {
            throw new DatasetException(
                path,
                "expected a pickle of (images, same-person flags), "
                + "something else is stored; copy the file again.");
        }

        var images = new ReadOnlyMemory<byte>[bins.Count];
        for (var i = 0; i < images.Length; i++)
        {
            images[i] = bins[i] switch
            {
                byte[] bytes => bytes,
                PickledArray { DType: { Kind: 'u', ItemSize: 1 } } array => array.Data,
                _ => throw new DatasetException(
                    path,
                    $"image {i}: expected encoded bytes or an array of them, "
                    + "something else is stored; copy the file again."),
            };
        }

        var flags = ReadFlags(pair[1], path);
        if (images.Length != 2 * flags.Length)
        {
            throw new DatasetException(
                path,
                $"{flags.Length} pairs need {2 * flags.Length} images, {images.Length} are stored; "
                + "the file is damaged, copy it again.");
        }

        return flags.Length > 0 ? (images, flags) : throw new DatasetException(path, "no pairs are stored.");
    }

    private static bool[] ReadFlags(object? value, string path) =>
        Array.ConvertAll(PickledNumbers.Read(value, "same-person flags", path), flag => flag switch
        {
            0 => false,
            1 => true,
            _ => throw new DatasetException(path, string.Create(
                CultureInfo.InvariantCulture,
                $"same-person flags: expected true and false, or 1 and 0, {flag} is stored; copy the file again.")),
        });
}
