using Faceptor.Data.Formats;
using Faceptor.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>
/// Identities as folders of images, one an identity; an identity's number is the folder's place in ordinal order of the
/// names, and so is the order of the images in it.
/// </summary>
/// <remarks>
/// Millions of images, so names that recur in many folders are kept once.
/// </remarks>
internal sealed class IdentityFolders : IIdentityDataset
{
    private readonly string _root;
    private readonly string[] _identities;
    private readonly string[] _images;
    private readonly int[] _starts; // of each identity's images; one more than identities

    public IdentityFolders(FaceTask task, string root, string split)
    {
        Task = task;
        Split = split;
        _root = root;
        _identities = [.. FolderContent.Folders(root).Order(StringComparer.Ordinal)];
        (_images, _starts) = ReadImages(root, _identities);
        if (_images.Length == 0)
        {
            throw new DatasetException(
                root, "expected a folder for each identity with images inside, found none; copy the dataset again.");
        }
    }

    public int NumIdentities => _identities.Length;

    public FaceTask Task { get; }

    public string Split { get; }

    public int Count => _images.Length;

    public string GetName(int index) => $"{_identities[IdentityOf(index)]}/{_images[index]}";

    public string? FindImage(int index) => Path.Combine(_root, _identities[IdentityOf(index)], _images[index]);

    public FaceLabel ReadLabel(int index) => new IdentityLabel(IdentityOf(index));

    public FaceSample Read(int index) => new(GetName(index), ImageCodec.Read(FindImage(index)!), ReadLabel(index));

    private static (string[] Images, int[] Starts) ReadImages(string root, string[] identities)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var images = new List<string>();
        var starts = new int[identities.Length + 1];
        for (var identity = 0; identity < identities.Length; identity++)
        {
            starts[identity] = images.Count;
            var folder = Path.Combine(root, identities[identity]);
            foreach (var name in ImageFiles.In(folder).Order(StringComparer.Ordinal))
            {
                if (!known.TryGetValue(name, out var kept))
                {
                    known.Add(name, name);
                    kept = name;
                }

                images.Add(kept);
            }

            if (images.Count == starts[identity])
            {
                // Leaving the number unused would be noticed by nobody until training.
                throw new DatasetException(
                    folder, "expected images of one identity, found none; remove the folder or copy it again.");
            }
        }

        starts[^1] = images.Count;
        return ([.. images], starts);
    }

    private int IdentityOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var place = Array.BinarySearch(_starts, index);
        return place >= 0 ? place : ~place - 1;
    }
}
