using System.Globalization;
using Faceptor.Core.Errors;

namespace Faceptor.Data.Datasets;

/// <summary>Checks that all datasets make before they read.</summary>
internal static class DatasetFolder
{
    public static void Require(string root, string datasetName)
    {
        if (!Directory.Exists(root))
        {
            throw new DatasetException(
                root, $"the folder of {datasetName} does not exist; put the dataset there or name another root.");
        }
    }

    public static void RequireSplit(string root, string split, params ReadOnlySpan<string> known)
    {
        if (!known.Contains(split))
        {
            throw new DatasetException(
                root, $"unknown split '{split}'; known splits: {string.Join(", ", known.ToArray())}.");
        }
    }

    public static int ParseInteger(string text, string what, string path, int line) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new DatasetException(
                path, $"expected {what} as a whole number, '{text}' came; correct the line.", line);

    public static double ParseNumber(string text, string what, string path, int line) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new DatasetException(
                path, $"expected {what} as a number, '{text}' came; correct the line.", line);
}
