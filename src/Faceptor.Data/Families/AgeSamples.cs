using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Faceptor.Data.Checking;
using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Custom;
using Faceptor.Data.Loading;
using Faceptor.Imaging;

namespace Faceptor.Data.Families;

/// <summary>An age in whole years.</summary>
internal sealed class AgeSamples : FamilySamples
{
    private const int YearsPerRange = 10;

    public override TaskFamily Family => TaskFamily.Age;

    public override Type LabelType => typeof(AgeLabel);

    public override bool HasFewLabels => true;

    public override bool HasFolderLabels => true;

    public override IEnumerable<string> LabelColumns(FaceTask task) => ["age"];

    public override CustomLabelReader Open(CustomList list) =>
        new((row, _) => AgeLabel.Parse(list.RequireLabel(row), list.Path, row.Line));

    public override FaceLabel FolderLabel(FaceTask task, string name, int number, string path) =>
        AgeLabel.Parse(name, path, null);

    public override TaskTargets Pack(IReadOnlyList<FaceLabel> labels, int sidePx) =>
        new AgeTargets([.. labels.Cast<AgeLabel>().Select(label => label.Years)]);

    public override ClassCounter CreateCounter(FaceTask task) => new YearCounter();

    public override string? FindProblem(FaceTask task, FaceLabel label, RgbImage? image) =>
        label is AgeLabel { Years: < 0 or > FaceTasks.MaxAgeYears } age
            ? $"expected an age from 0 to {FaceTasks.MaxAgeYears} years, {age.Years} is stored; correct the list."
            : null;

    public override void AddTo(IncrementalHash hash, FaceLabel label) =>
        DatasetFingerprint.Add(hash, ((AgeLabel)label).Years);

    private sealed class YearCounter() : ClassCounter((FaceTasks.MaxAgeYears / YearsPerRange) + 1)
    {
        public override void Add(FaceLabel label)
        {
            if (label is AgeLabel { Years: >= 0 and <= FaceTasks.MaxAgeYears } age)
            {
                Interlocked.Increment(ref Counts[age.Years / YearsPerRange]);
            }
        }

        public override ImmutableArray<ClassCount> ToCounts() =>
        [
            .. Counts.Select((count, range) => new ClassCount(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{range * YearsPerRange} to {Math.Min(FaceTasks.MaxAgeYears, (range * YearsPerRange) + 9)} years"),
                count)),
        ];
    }
}
