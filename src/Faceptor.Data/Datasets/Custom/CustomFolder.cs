using Faceptor.Data.Families;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets.Custom;

/// <summary>A folder of own images whose sub-folders say what they show.</summary>
internal static class CustomFolder
{
    /// <summary>Reads the images of all sub-folders, both in ordinal order.</summary>
    /// <param name="task">Identity, age or expression; the other families say more than a folder's name can.</param>
    /// <param name="folder">The folder whose sub-folders are identities or classes.</param>
    public static (ListedSamples Samples, int NumFolders) Read(FaceTask task, string folder)
    {
        var family = FamilySamples.Of(task.Family);
        if (!family.HasFolderLabels)
        {
            throw new DatasetException(
                folder,
                $"expected a .csv or .jsonl list for task '{task}', got a folder; folders name identities, ages "
                + "and expressions only.");
        }

        string[] names = [.. FolderContent.Folders(folder).Order(StringComparer.Ordinal)];
        if (names.Length == 0)
        {
            throw new DatasetException(
                folder, "expected sub-folders named by identity or class, found none; sort the images into some.");
        }

        var samples = new ListedSamples(folder, folder);
        for (var place = 0; place < names.Length; place++)
        {
            var label = family.FolderLabel(task, names[place], place, Path.Combine(folder, names[place]));
            var before = samples.Count;
            foreach (var image in ImageFiles.In(Path.Combine(folder, names[place])).Order(StringComparer.Ordinal))
            {
                samples.Add($"{names[place]}/{image}", label, null);
            }

            if (samples.Count == before)
            {
                throw new DatasetException(
                    Path.Combine(folder, names[place]), "expected images, found none; remove the folder or fill it.");
            }
        }

        return (samples, names.Length);
    }
}
