using System.Collections.Immutable;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>One layout of one dataset: how it is recognised and which splits it has.</summary>
/// <param name="Layout">The layout.</param>
/// <param name="Marks">
/// Paths below the dataset's folder with <c>/</c> between the parts, files or folders; one of them is enough to
/// recognise the layout. A part may hold <c>*</c> for any letters.
/// </param>
/// <param name="Splits">
/// Splits that a set in this layout can have; those that files name freely (CelebA's pickle) may be more.
/// </param>
public sealed record LayoutSpec(DatasetLayout Layout, ImmutableArray<string> Marks, ImmutableArray<string> Splits)
{
    /// <summary>Whether a folder holds this layout.</summary>
    /// <param name="folder">The dataset's folder.</param>
    public bool IsIn(string folder) => Marks.Any(mark => IsThere(folder, mark.Split('/')));

    /// <summary>The layout that a folder holds: the first one recognised, or the one asked for.</summary>
    /// <param name="forms">The layouts that the dataset comes in, prepared lists first.</param>
    /// <param name="folder">The dataset's folder.</param>
    /// <param name="datasetName">The dataset's own spelling, for messages.</param>
    /// <param name="layout">The layout that is wanted; null recognises it.</param>
    /// <exception cref="DatasetException">
    /// The folder does not exist or holds no layout; the message says which paths were looked for.
    /// </exception>
    internal static LayoutSpec Choose(
        ImmutableArray<LayoutSpec> forms, string folder, string datasetName, DatasetLayout? layout)
    {
        DatasetFolder.Require(folder, datasetName);

        // A set that comes in one form is read as that form, prepared and distributed being the same for it; its reader
        // names the first file that is missing.
        if (forms is [var only])
        {
            return only;
        }

        if (layout is { } wanted)
        {
            return forms.FirstOrDefault(form => form.Layout == wanted)
                ?? throw new DatasetException(
                    folder,
                    $"{datasetName} has no layout '{wanted}'; it comes as "
                    + $"{string.Join(", ", forms.Select(form => form.Layout))}.");
        }

        return forms.FirstOrDefault(form => form.IsIn(folder))
            ?? throw new DatasetException(
                folder,
                $"no layout of {datasetName} is recognised; looked for {Describe(forms)}. "
                + "Put one of them there or name another folder.");
    }

    private static bool IsThere(string path, ReadOnlySpan<string> parts)
    {
        if (parts.IsEmpty)
        {
            return Path.Exists(path);
        }

        if (!parts[0].Contains('*', StringComparison.Ordinal))
        {
            return IsThere(Path.Combine(path, parts[0]), parts[1..]);
        }

        if (!Directory.Exists(path))
        {
            return false;
        }

        // Stops at the first that fits, so that a folder of a million images costs one look.
        foreach (var entry in FolderContent.Matching(path, parts[0]))
        {
            if (IsThere(entry, parts[1..]))
            {
                return true;
            }
        }

        return false;
    }

    private static string Describe(ImmutableArray<LayoutSpec> forms) =>
        string.Join("; ", forms.Select(form => $"{string.Join(", ", form.Marks)} ({form.Layout})"));
}

/// <summary>The form in which a dataset lies on disk.</summary>
/// <remarks>Labels and images are the same in both; only files and folders differ.</remarks>
public enum DatasetLayout
{
    /// <summary>As the released code reads it: lists prepared beside the images.</summary>
    Prepared,

    /// <summary>As the dataset's authors distribute it.</summary>
    Distributed,
}
