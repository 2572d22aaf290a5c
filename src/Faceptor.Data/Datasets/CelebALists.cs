using System.Collections.Immutable;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>CelebA as it is distributed: a list of attributes and one that divides the images.</summary>
internal sealed class CelebALists : ListedDataset
{
    public const string AttributeList = "Anno/list_attr_celeba.txt";

    private static readonly string[] Parts = ["train", "val", "test"];

    public CelebALists(string root, string split)
        : base(FaceTasks.AttributesCelebA, split, ReadLists(root, split))
    {
    }

    private static ListedSamples ReadLists(string root, string split)
    {
        var path = Path.Combine(root, AttributeList);
        var partitionPath = Path.Combine(root, "Eval", "list_eval_partition.txt");
        var partition = ReadPartition(partitionPath);
        var attributes = FaceTasks.AttributesCelebA.Labels;
        var samples = new ListedSamples(path, Path.Combine(root, "Img", "img_align_celeba"));
        var (announced, numRows) = (-1, 0);
        var hasNames = false;
        foreach (var (line, text) in TextLines.Read(path))
        {
            if (announced < 0)
            {
                announced = DatasetFolder.ParseInteger(text, "the number of images", path, line);
                continue;
            }

            var fields = TextLines.Fields(text);
            if (!hasNames)
            {
                RequireNames(fields, attributes, path, line);
                hasNames = true;
                continue;
            }

            numRows++;
            var label = ParseLabel(fields, attributes.Length, path, line);
            if (partition.Find(fields[0]) is not { } part)
            {
                throw new DatasetException(
                    path,
                    $"expected every image in {MessageText.Place(partitionPath)}, "
                    + $"'{MessageText.Quote(fields[0])}' is not there; copy both lists again.",
                    line);
            }

            if (Parts[part] == split || (split == "trainval" && Parts[part] != "test"))
            {
                samples.Add(fields[0], label, line);
            }
        }

        if (announced < 0)
        {
            throw new DatasetException(
                path, "expected the number of images in the first line, the list is empty; copy it again.");
        }

        return numRows == announced
            ? samples
            : throw new DatasetException(
                path,
                $"expected as many images as the first line says, {announced}, got {numRows}; "
                + "the list is cut off or damaged, copy it again.");
    }

    private static NameTable ReadPartition(string path)
    {
        var partition = new NameTable(path);
        ImageList.ReadLabels(path, allowsMoreFields: false, (name, label, line) =>
        {
            var part = DatasetFolder.ParseInteger(label, "the number of a part", path, line);
            if (part < 0 || part >= Parts.Length)
            {
                throw new DatasetException(
                    path, $"expected 0 (train), 1 (val) or 2 (test), got {part}; correct the line.", line);
            }

            partition.Set(name, part, line);
        });
        return partition;
    }

    private static void RequireNames(string[] stored, ImmutableArray<string> expected, string path, int line)
    {
        if (stored.Length != expected.Length)
        {
            throw new DatasetException(
                path,
                $"expected the names of {expected.Length} attributes, got {stored.Length}; copy the list again.",
                line);
        }

        for (var i = 0; i < stored.Length; i++)
        {
            if (AttributeNames.Plain(stored[i]) != AttributeNames.Plain(expected[i]))
            {
                throw new DatasetException(
                    path,
                    $"expected '{expected[i]}' as name {i + 1}, got '{MessageText.Quote(stored[i])}'; "
                    + "copy the list again.",
                    line);
            }
        }
    }

    private static AttributesLabel ParseLabel(string[] fields, int numAttributes, string path, int line)
    {
        if (fields.Length != numAttributes + 1)
        {
            throw new DatasetException(
                path,
                $"expected {numAttributes + 1} columns, a name and {numAttributes} labels, got {fields.Length}; "
                + "the list is cut off or damaged, copy it again.",
                line);
        }

        var values = ImmutableArray.CreateBuilder<sbyte>(numAttributes);
        foreach (var field in fields.AsSpan(1))
        {
            values.Add(field switch
            {
                "1" => 1,
                "-1" => 0,
                _ => throw new DatasetException(
                    path, $"expected 1 (yes) or -1 (no), got '{MessageText.Quote(field)}'; correct the line.", line),
            });
        }

        return new AttributesLabel(values.MoveToImmutable());
    }
}
