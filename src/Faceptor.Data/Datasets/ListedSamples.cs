using Faceptor.Data.Families;

namespace Faceptor.Data.Datasets;

/// <summary>Images that a list names, with a label each.</summary>
internal sealed class ListedSamples
{
    private readonly List<FaceLabel> _labels = [];

    // Ages and classes recur: one object each serves a list of millions.
    private readonly Dictionary<FaceLabel, FaceLabel> _shared = [];

    /// <summary>Starts a list.</summary>
    /// <param name="listPath">The list file, for messages.</param>
    /// <param name="folder">The folder that the names are relative to.</param>
    public ListedSamples(string listPath, string folder)
    {
        Images = new ImageList(listPath, folder);
    }

    /// <summary>The images.</summary>
    public ImageList Images { get; }

    /// <summary>Number of samples.</summary>
    public int Count => Images.Count;

    /// <summary>Adds a sample.</summary>
    /// <param name="name">Path below the folder, with <c>/</c> or <c>\</c> between the parts.</param>
    /// <param name="label">What the list says about it.</param>
    /// <param name="line">The list's line, from 1; null when the image was found in a folder.</param>
    public void Add(string name, FaceLabel label, int? line)
    {
        Images.Add(name, line);
        _labels.Add(FamilySamples.Find(label) is { HasFewLabels: true } ? Share(label) : label);
    }

    /// <summary>The label of a sample; throws what is wrong with one that has a broken file of its own.</summary>
    public FaceLabel LabelOf(int index) => _labels[index] is LabelFile file ? file.Read() : _labels[index];

    /// <summary>Refuses a split without samples.</summary>
    public void RequireSamples(string split) => Images.RequireSamples(split);

    private FaceLabel Share(FaceLabel label)
    {
        if (_shared.TryGetValue(label, out var known))
        {
            return known;
        }

        _shared.Add(label, label);
        return label;
    }
}
