namespace Faceptor.Data.Datasets;

/// <summary>FERPlus as the released code reads it: lists of image files.</summary>
internal sealed class FerPlusLists : ListedDataset
{
    public FerPlusLists(string root, string split, string[] parts)
        : base(FaceTasks.ExpressionFerPlus, split, ReadLists(root, parts))
    {
    }

    private static ListedSamples ReadLists(string root, string[] parts)
    {
        ListedSamples? samples = null;
        foreach (var part in parts)
        {
            var list = Path.Combine(root, "label", $"{part}.txt");
            if (samples is null)
            {
                samples = new ListedSamples(list, Path.Combine(root, "data"));
            }
            else
            {
                samples.Images.ContinueWith(list);
            }

            ImageList.ReadLabels(list, allowsMoreFields: true, (name, label, line) =>
                samples.Add(name, ParseLabel(label, list, line), line));
        }

        return samples!;
    }

    private static ExpressionLabel ParseLabel(string text, string list, int line)
    {
        var stored = DatasetFolder.ParseInteger(text, "an expression class", list, line);
        return stored >= 0 && stored < FerPlusDataset.StoredOrder.Length
            ? new ExpressionLabel(FerPlusDataset.StoredOrder[stored])
            : throw new DatasetException(
                list,
                $"expected an expression class from 0 to {FerPlusDataset.StoredOrder.Length - 1}, got {stored}; "
                + "leave out contempt (7) and correct the line.",
                line);
    }
}
