using System.Collections.Immutable;
using Faceptor.Serialization.Pickles;

namespace Faceptor.Synthetic.Writing;

/// <summary>The <c>label.pkl</c> of an attribute set: names, labels, and the rows of each split.</summary>
internal static class AttributePickleFile
{
    public static void Write(
        string path,
        ImmutableArray<string> attributes,
        IReadOnlyList<string> images,
        IReadOnlyList<ImmutableArray<bool>> labels,
        params ReadOnlySpan<(string Split, IEnumerable<int> Rows)> splits)
    {
        using var pickle = new PickleWriter(File.Create(path));
        var partition = splits.ToArray();
        pickle.Dictionary(
            ("image_name", () => pickle.List(images, pickle.Text)),
            ("attr", () => pickle.List(labels, row => WriteRow(pickle, row))),
            ("attr_name", () => pickle.List(attributes, pickle.Text)),
            ("partition", () => pickle.Dictionary(partition.Select(part =>
                (part.Split, (Action)(() => pickle.List(part.Rows, pickle.Integer)))).ToArray())));
    }

    private static void WriteRow(PickleWriter pickle, ImmutableArray<bool> row) =>
        pickle.List(row, value => pickle.Integer(value ? 1 : 0));
}
