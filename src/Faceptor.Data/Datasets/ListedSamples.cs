namespace Faceptor.Data.Datasets;

/// <summary>Pictures that a list names, with a label each.</summary>
internal sealed class ListedSamples
{
    private readonly List<FaceLabel> _labels = [];

    /// <summary>Starts a list.</summary>
    /// <param name="listPath">The list file, for messages.</param>
    /// <param name="folder">The folder that the names are relative to.</param>
    public ListedSamples(string listPath, string folder)
    {
        Pictures = new PictureList(listPath, folder);
    }

    /// <summary>The pictures.</summary>
    public PictureList Pictures { get; }

    /// <summary>Number of samples.</summary>
    public int Count => Pictures.Count;

    /// <summary>Adds a sample.</summary>
    /// <param name="name">Path below the folder, with <c>/</c> between the parts.</param>
    /// <param name="label">What the list says about it.</param>
    /// <param name="line">The list's line, from 1; null when the picture was found in a folder.</param>
    public void Add(string name, FaceLabel label, int? line)
    {
        Pictures.Add(name, line);
        _labels.Add(label);
    }

    /// <summary>The label of a sample.</summary>
    public FaceLabel LabelOf(int index) => _labels[index];

    /// <summary>Refuses a split without samples.</summary>
    public void RequireSamples(string split) => Pictures.RequireSamples(split);
}
