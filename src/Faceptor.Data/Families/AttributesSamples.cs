using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Faceptor.Data.Checking;
using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Custom;
using Faceptor.Data.Loading;
using AttributeTargets = Faceptor.Data.Loading.AttributeTargets;

namespace Faceptor.Data.Families;

/// <summary>Yes, no or unknown for each attribute.</summary>
internal sealed class AttributesSamples : FamilySamples
{
    public override TaskFamily Family => TaskFamily.Attributes;

    public override Type LabelType => typeof(AttributesLabel);

    public override IEnumerable<string> LabelColumns(FaceTask task) => task.Labels;

    public override CustomLabelReader Open(CustomList list) => new((row, _) => new AttributesLabel(
    [
        .. Enumerable.Range(CustomColumns.FirstLabel, list.Task.NumLabels).Select(place =>
            Parse(row[place], list.Columns.Names[place], list.Path, row.Line)),
    ]));

    public override TaskTargets Pack(IReadOnlyList<FaceLabel> labels, int sidePx) =>
        new AttributeTargets([.. labels.Cast<AttributesLabel>().SelectMany(label => label.Values)]);

    public override ClassCounter CreateCounter(FaceTask task) => new Counter(task);

    public override void AddTo(IncrementalHash hash, FaceLabel label) =>
        hash.AppendData(MemoryMarshal.AsBytes(((AttributesLabel)label).Values.AsSpan()));

    private static sbyte Parse(string? text, string name, string list, int line) => text switch
    {
        "1" => 1,
        "0" => 0,
        null => -1, // unknown
        _ => throw new DatasetException(
            list,
            $"expected 1 (yes), 0 (no) or nothing (unknown) in column '{MessageText.Quote(name)}', "
            + $"got '{MessageText.Quote(text)}'; "
            + (text == "-1" ? "if -1 means no, as in CelebA's lists, write 0." : "correct the line."),
            line),
    };

    private sealed class Counter(FaceTask task) : ClassCounter(task.NumLabels)
    {
        public override void Add(FaceLabel label)
        {
            if (label is not AttributesLabel attributes)
            {
                return;
            }

            for (var i = 0; i < attributes.Values.Length && i < Counts.Length; i++)
            {
                Interlocked.Add(ref Counts[i], attributes.Values[i] == 1 ? 1 : 0);
            }
        }

        public override ImmutableArray<ClassCount> ToCounts() => CountsOf(task);
    }
}
