using System.Collections.Immutable;
using System.Globalization;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>MORPH II: ages of mug shots.</summary>
/// <remarks>
/// <para>Prepared: lists under <c>label/RANDOM_80_20</c>, images under <c>data</c>.</para>
/// <para>Distributed: <c>morph_2008_nonCommercial.csv</c> beside the images' folder, and, if there, the public
/// five-fold list <c>Setting_3.txt</c>. With it, <c>train</c> and <c>test</c> are fold 0; without it they are a split
/// of our own (our choice: one image in five by a hash of its file name), because the distribution has
/// none.</para>
/// </remarks>
internal sealed class MorphDataset : ListedDataset
{
    private const string Table = "morph_2008_nonCommercial.csv";
    private const string FoldList = "Setting_3.txt";
    private const string Everything = "all";
    private const int NumPublicFolds = 5;

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>MORPH2</c>.</param>
    /// <param name="split">
    /// <c>train</c> or <c>test</c>; distributed also <c>all</c> and, with the fold list, <c>fold0_train</c>,
    /// <c>fold0_test</c> and so on.
    /// </param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="DatasetException">
    /// The folder or its list is missing or broken, or the split is unknown.
    /// </exception>
    public MorphDataset(string root, string split, DatasetLayout? layout = null)
        : base(FaceTasks.AgeMorph2, split, ReadSamples(root, split, layout))
    {
    }

    internal static ImmutableArray<LayoutSpec> Forms { get; } =
    [
        new(DatasetLayout.Prepared, ["label/RANDOM_80_20"], [HashedSplit.Train, HashedSplit.Test]),
        new(
            DatasetLayout.Distributed,
            [Table],
            [Everything, HashedSplit.Train, HashedSplit.Test, .. FoldSplits(Enumerable.Range(0, NumPublicFolds))]),
    ];

    private static ListedSamples ReadSamples(string root, string split, DatasetLayout? layout)
    {
        var form = LayoutSpec.Choose(Forms, root, FaceTasks.AgeMorph2.DatasetName, layout);
        if (form.Layout == DatasetLayout.Distributed)
        {
            return ReadTable(root, split);
        }

        DatasetFolder.RequireSplit(root, split, form.Splits.AsSpan());
        var list = Path.Combine(root, "label", "RANDOM_80_20", $"{split}.txt");
        var samples = new ListedSamples(list, Path.Combine(root, "data"));
        ImageList.ReadLabels(list, allowsMoreFields: true, (name, label, line) =>
            samples.Add(name, AgeLabel.Parse(label, list, line), line));
        return samples;
    }

    private static ListedSamples ReadTable(string root, string split)
    {
        var folds = ReadFolds(Path.Combine(root, FoldList));
        IEnumerable<int> numbers = folds is null ? [] : folds.Values.Distinct().Order();
        DatasetFolder.RequireSplit(
            root, split, [Everything, HashedSplit.Train, HashedSplit.Test, .. FoldSplits(numbers)]);
        var isWanted = Choose(split, folds);
        using var table = new CsvList(Path.Combine(root, Table), ',', hasHeader: true);
        var (photo, age) = (table.Column("photo"), table.Column("age"));
        var samples = new ListedSamples(table.Path, root);
        while (table.Read())
        {
            table.RequireFields(table.Header.Length);
            var name = table.Field(photo);
            var label = AgeLabel.Parse(table.Field(age), table.Path, table.Line);
            var fileName = FilePaths.NameOf(name);
            if (isWanted(fileName) ?? throw new DatasetException(
                table.Path,
                $"expected every image in a fold, '{MessageText.Quote(fileName)}' is not in {FoldList}; "
                + "copy both lists again.",
                table.Line))
            {
                samples.Add(name, label, table.Line);
            }
        }

        return samples;
    }

    // Null of an image that has no fold.
    private static Func<string, bool?> Choose(string split, NameTable? folds)
    {
        if (split == Everything)
        {
            return _ => true;
        }

        if (folds is null)
        {
            return name => HashedSplit.IsIn(name, split);
        }

        var isTest = split.EndsWith(HashedSplit.Test, StringComparison.Ordinal);
        var wanted = split is HashedSplit.Train or HashedSplit.Test
            ? folds.Values.Min()
            : int.Parse(split.AsSpan("fold".Length, split.IndexOf('_') - "fold".Length), CultureInfo.InvariantCulture);
        return name => folds.Find(name) is { } fold ? (fold == wanted) == isTest : null;
    }

    // Fold by file name; null without the list.
    private static NameTable? ReadFolds(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var list = new CsvList(path, '\t', hasHeader: true);
        var (name, fold) = (list.Column("filename"), list.Column("fold"));
        var folds = new NameTable(path);
        while (list.Read())
        {
            list.RequireFields(list.Header.Length);
            var number = DatasetFolder.ParseInteger(list.Field(fold), "the number of a fold", path, list.Line);
            var fileName = FilePaths.NameOf(list.Field(name));
            if (number < 0 || folds.Find(fileName) is not null)
            {
                throw new DatasetException(
                    path,
                    $"expected each image once with a fold from 0 on, got '{MessageText.Quote(fileName)}' with {number}; "
                    + "copy the list again.",
                    list.Line);
            }

            folds.Set(fileName, number, list.Line);
        }

        return folds.Count > 0
            ? folds
            : throw new DatasetException(path, "expected a fold for each image, the list is empty; copy it again.");
    }

    private static IEnumerable<string> FoldSplits(IEnumerable<int> folds) =>
        folds.SelectMany(fold => new[]
        {
            string.Create(CultureInfo.InvariantCulture, $"fold{fold}_{HashedSplit.Train}"),
            string.Create(CultureInfo.InvariantCulture, $"fold{fold}_{HashedSplit.Test}"),
        });
}
