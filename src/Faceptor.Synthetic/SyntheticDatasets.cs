using Faceptor.Data.Datasets;
using Faceptor.Data.Formats;
using Faceptor.Synthetic.Writing;

namespace Faceptor.Synthetic;

/// <summary>
/// Draws datasets and writes them in the layouts of the real ones. Those of Faceptor-Base and a verification set:
/// <c>300W</c>, <c>CelebAMask-HQ</c>, <c>MORPH2</c>, <c>AffectNet</c>, <c>RAF-DB</c>, <c>CelebA</c>, <c>MS1MV3</c> and
/// <c>verification</c>; those to transfer to: <c>AFLW</c>, <c>LaPa</c> and <c>LFW-73</c>. Each has a
/// <see cref="SyntheticMarker"/>.
/// </summary>
public static class SyntheticDatasets
{
    /// <summary>Writes the chosen sets; the folder appears under its name only when everything is in it.</summary>
    /// <param name="directory">The new folder; it must not exist, or be empty.</param>
    /// <param name="options">How much to draw, from which seed.</param>
    /// <param name="progress">Told after every image, from any thread.</param>
    /// <param name="cancellationToken">Stops the work; nothing stays under the folder's name.</param>
    /// <exception cref="OptionsException">An option cannot work.</exception>
    /// <exception cref="DatasetException">The folder has content, or it cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static void Write(
        string directory,
        SyntheticDatasetOptions options,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        RefuseContent(target);
        var partial = $"{target}.{Path.GetRandomFileName()}.partial";
        try
        {
            Directory.CreateDirectory(partial);
            WriteSets(partial, options, progress, cancellationToken);
            Mark(partial);
            if (Directory.Exists(target))
            {
                Directory.Delete(target); // fails if something came into it meanwhile
            }

            Directory.Move(partial, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                target,
                $"the drawn data sets cannot be written ({e.Message}); check free space and permissions.",
                innerException: e);
        }
        finally
        {
            Remove(partial);
        }
    }

    private static void RefuseContent(string target)
    {
        if (File.Exists(target) || (Directory.Exists(target) && !FolderContent.IsEmpty(target)))
        {
            throw new DatasetException(
                target, "expected a new or empty folder, found content; choose another name or remove it.");
        }
    }

    private static void WriteSets(
        string root, SyntheticDatasetOptions options, IProgress<WorkProgress>? progress,
        CancellationToken cancellationToken)
    {
        var sizes = SyntheticSetSizes.For(options.Count);
        var transferSizes = SyntheticTransferSizes.For(options.Count);
        var total = (options.Sets.HasFlag(SyntheticDatasetKinds.Base) ? sizes.Total : 0)
            + (options.Sets.HasFlag(SyntheticDatasetKinds.Transfer) ? transferSizes.Total : 0);
        var studio = new SyntheticDatasetWriter(root, options, total, progress, cancellationToken);
        if (options.Sets.HasFlag(SyntheticDatasetKinds.Base))
        {
            WriteBase(studio, sizes);
        }

        if (options.Sets.HasFlag(SyntheticDatasetKinds.Transfer))
        {
            AflwFiles.Write(studio, transferSizes);
            LaPaFiles.Write(studio, transferSizes);
            Lfw73Files.Write(studio, transferSizes);
        }
    }

    private static void WriteBase(SyntheticDatasetWriter studio, SyntheticSetSizes sizes)
    {
        ThreeHundredWFiles.Write(studio, sizes);
        CelebAMaskHqFiles.Write(studio, sizes);
        MorphFiles.Write(studio, sizes);
        AffectNetFiles.Write(studio, sizes);
        RafDbFiles.Write(studio, sizes);
        CelebAFiles.Write(studio, sizes);
        Ms1mV3Files.Write(studio, sizes);
        VerificationFiles.Write(studio, sizes);
    }

    // Each set by itself, the part of one that is opened included: sets are moved and copied apart.
    private static void Mark(string root)
    {
        var registry = DatasetRegistry.Known;
        var opened = registry.Tasks.Select(task => registry.GetFolder(task, root)).Where(Directory.Exists);
        foreach (var folder in FolderContent.Folders(root).Select(name => Path.Combine(root, name)).Union(opened))
        {
            SyntheticMarker.Write(folder);
        }
    }

    private static void Remove(string partial)
    {
        try
        {
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }
        }
        catch (IOException)
        {
            // The first problem is the one to report; a left-over .partial folder harms nobody.
        }
    }
}
