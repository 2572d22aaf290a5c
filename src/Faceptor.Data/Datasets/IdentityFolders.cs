using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Data.Formats;
using Faceptor.Data.Imaging;

namespace Faceptor.Data.Datasets;

/// <summary>
/// Identities as folders of pictures, one a person; a person's number is the folder's place in ordinal order of the
/// names, and so is the order of the pictures in it.
/// </summary>
/// <remarks>
/// Millions of pictures, so names that recur in many folders are kept once.
/// </remarks>
internal sealed class IdentityFolders : IIdentityDataset
{
    private readonly string _root;
    private readonly string[] _persons;
    private readonly string[] _pictures;
    private readonly int[] _starts; // of each person's pictures; one more than persons

    public IdentityFolders(FaceTask task, string root, string split)
    {
        Task = task;
        Split = split;
        _root = root;
        _persons = [.. FolderContent.Folders(root).Order(StringComparer.Ordinal)];
        (_pictures, _starts) = ReadPictures(root, _persons);
        if (_pictures.Length == 0)
        {
            throw new DatasetException(
                root, "expected a folder for each person with pictures inside, found none; copy the dataset again.");
        }
    }

    public int NumIdentities => _persons.Length;

    public FaceTask Task { get; }

    public string Split { get; }

    public int Count => _pictures.Length;

    public string GetName(int index) => $"{_persons[PersonOf(index)]}/{_pictures[index]}";

    public string? FindPicture(int index) => Path.Combine(_root, _persons[PersonOf(index)], _pictures[index]);

    public FaceLabel ReadLabel(int index) => new IdentityLabel(PersonOf(index));

    public FaceSample Read(int index) => new(GetName(index), ImageCodec.Read(FindPicture(index)!), ReadLabel(index));

    private static (string[] Pictures, int[] Starts) ReadPictures(string root, string[] persons)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var pictures = new List<string>();
        var starts = new int[persons.Length + 1];
        for (var person = 0; person < persons.Length; person++)
        {
            starts[person] = pictures.Count;
            var folder = Path.Combine(root, persons[person]);
            foreach (var name in PictureFiles.In(folder).Order(StringComparer.Ordinal))
            {
                if (!known.TryGetValue(name, out var kept))
                {
                    known.Add(name, name);
                    kept = name;
                }

                pictures.Add(kept);
            }

            if (pictures.Count == starts[person])
            {
                // Leaving the number unused would be noticed by nobody until training.
                throw new DatasetException(
                    folder, "expected pictures of one person, found none; remove the folder or copy it again.");
            }
        }

        starts[^1] = pictures.Count;
        return ([.. pictures], starts);
    }

    private int PersonOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var place = Array.BinarySearch(_starts, index);
        return place >= 0 ? place : ~place - 1;
    }
}
