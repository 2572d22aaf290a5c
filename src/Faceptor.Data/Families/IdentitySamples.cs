using System.Collections.Immutable;
using System.Security.Cryptography;
using Faceptor.Data.Augmentation;
using Faceptor.Data.Checking;
using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Custom;
using Faceptor.Data.Loading;

namespace Faceptor.Data.Families;

/// <summary>A number for each identity of a dataset.</summary>
internal sealed class IdentitySamples : FamilySamples
{
    private const int MaxIdentities = 1 << 21; // The largest public sets have two million.

    public override TaskFamily Family => TaskFamily.Identity;

    public override Type LabelType => typeof(IdentityLabel);

    // Labels inside a container come with their image.
    public override bool HasCheapLabels => false;

    public override bool HasRecords => true;

    public override bool HasFolderLabels => true;

    public override IEnumerable<string> LabelColumns(FaceTask task) => ["identity"];

    // The numbers hold for all splits of a list, so that training and test agree about them.
    public override CustomLabelReader Open(CustomList list)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in list.Rows)
        {
            names.Add(list.RequireLabel(row));
            if (names.Count > MaxIdentities)
            {
                throw new DatasetException(
                    list.Path,
                    $"expected at most {MaxIdentities} identities, there are more; divide the list.",
                    row.Line);
            }
        }

        var numbers = names.Order(StringComparer.Ordinal)
            .Select((name, number) => (name, new IdentityLabel(number)))
            .ToDictionary(StringComparer.Ordinal);
        return new CustomLabelReader((row, _) => numbers[list.RequireLabel(row)], numbers.Count);
    }

    public override FaceLabel FolderLabel(FaceTask task, string name, int number, string path) =>
        new IdentityLabel(number);

    public override int NumIdentitiesOf(int numFolders) => numFolders;

    public override ISampleTransform CreateTransform(
        FaceTask task, int sidePx, ChannelNormalization numbers, AugmentationOptions? augmentation) =>
        new IdentityTransform(sidePx, numbers, isTraining: augmentation is not null);

    public override TaskTargets Pack(IReadOnlyList<FaceLabel> labels, int sidePx) =>
        new ClassTargets([.. labels.Cast<IdentityLabel>().Select(label => (long)label.Identity)]);

    public override ClassCounter CreateCounter(FaceTask task) => new Counter();

    public override void AddTo(IncrementalHash hash, FaceLabel label) =>
        DatasetFingerprint.Add(hash, ((IdentityLabel)label).Identity);

    private sealed class Counter() : ClassCounter(0)
    {
        private readonly Lock _turn = new();
        private readonly HashSet<int> _identities = [];

        public override void Add(FaceLabel label)
        {
            if (label is IdentityLabel identity)
            {
                lock (_turn)
                {
                    _identities.Add(identity.Identity);
                }
            }
        }

        public override ImmutableArray<ClassCount> ToCounts() => [new ClassCount("identities", _identities.Count)];
    }
}
