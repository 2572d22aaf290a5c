using System.Collections.Immutable;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>UTKFace: ages of aligned face crops.</summary>
/// <remarks>
/// <para>Prepared: lists <c>label/train.csv</c> and <c>label/test.csv</c>, images under <c>data</c>.</para>
/// <para>Distributed: images named <c>age_gender_race_time.jpg.chip.jpg</c> in one folder, in ordinal order; a few
/// lack the race. The evaluation protocol keeps ages 21 to 60 (<c>age_21_60</c>). The distribution has no split, so
/// <c>train</c> and <c>test</c> are our own: one image in five of those ages, by a hash of its file name. Ages above
/// 100 are left out, because the task ends there.</para>
/// </remarks>
internal sealed class UtkFaceDataset : ListedDataset
{
    private const string Everything = "all";
    private const string Protocol = "age_21_60";
    private const string InnerFolder = "UTKFace";
    private const string Ending = ".jpg.chip.jpg";
    private const string Chips = $"*{Ending}";
    private const int ProtocolFromYears = 21, ProtocolToYears = 60;

    /// <summary>Opens a split.</summary>
    /// <param name="root">The folder <c>UTKFace</c>.</param>
    /// <param name="split"><c>train</c> or <c>test</c>; distributed also <c>all</c> and <c>age_21_60</c>.</param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="DatasetException">
    /// The folder or its list is missing or broken, or the split is unknown.
    /// </exception>
    public UtkFaceDataset(string root, string split, DatasetLayout? layout = null)
        : base(FaceTasks.AgeUtkFace, split, ReadSamples(root, split, layout))
    {
    }

    internal static ImmutableArray<LayoutSpec> Forms { get; } =
    [
        new(
            DatasetLayout.Prepared,
            ["label/train.csv", "label/test.csv"],
            [HashedSplit.Train, HashedSplit.Test]),
        new(
            DatasetLayout.Distributed,
            [$"{InnerFolder}/{Chips}", Chips],
            [Everything, Protocol, HashedSplit.Train, HashedSplit.Test]),
    ];

    private static ListedSamples ReadSamples(string root, string split, DatasetLayout? layout)
    {
        var form = LayoutSpec.Choose(Forms, root, FaceTasks.AgeUtkFace.DatasetName, layout);
        DatasetFolder.RequireSplit(root, split, form.Splits.AsSpan());
        return form.Layout == DatasetLayout.Distributed
            ? ReadNames(root, split)
            : ReadList(Path.Combine(root, "label", $"{split}.csv"), Path.Combine(root, "data"));
    }

    private static ListedSamples ReadList(string path, string folder)
    {
        using var list = new CsvList(path, ',', hasHeader: true); // what the header says does not matter
        var samples = new ListedSamples(path, folder);
        while (list.Read())
        {
            samples.Add(list.Field(1), AgeLabel.Parse(list.Field(2), path, list.Line), list.Line);
        }

        return samples;
    }

    private static ListedSamples ReadNames(string root, string split)
    {
        var inner = Path.Combine(root, InnerFolder);
        var folder = Directory.Exists(inner) ? inner : root;
        var samples = new ListedSamples(folder, folder);
        foreach (var name in FolderContent.Files(folder)
            .Where(name => FolderContent.Fits(name, Chips))
            .Order(StringComparer.Ordinal))
        {
            var years = DatasetFolder.ParseInteger(
                name.Split('_')[0], "an age as the first part of the name", Path.Combine(folder, name), null);
            if (years < 0)
            {
                throw new DatasetException(
                    Path.Combine(folder, name), $"expected an age from 0 on, got {years}; correct the name.");
            }

            // As the distribution spells it, so that capitals in an ending move no image to the other part.
            if (IsIn(split, years, name[..^Ending.Length] + Ending))
            {
                samples.Add(name, new AgeLabel(years), null);
            }
        }

        return samples;
    }

    private static bool IsIn(string split, int years, string name)
    {
        var isInProtocol = years is >= ProtocolFromYears and <= ProtocolToYears;
        return split switch
        {
            Everything => years <= FaceTasks.MaxAgeYears,
            Protocol => isInProtocol,
            _ => isInProtocol && HashedSplit.IsIn(name, split),
        };
    }
}
