using System.Collections.Immutable;
using System.Security.Cryptography;
using Faceptor.Data.Checking;
using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Custom;
using Faceptor.Data.Loading;

namespace Faceptor.Data.Families;

/// <summary>One of the task's classes.</summary>
internal sealed class ExpressionSamples : FamilySamples
{
    public override TaskFamily Family => TaskFamily.Expression;

    public override Type LabelType => typeof(ExpressionLabel);

    public override bool HasFewLabels => true;

    public override bool HasFolderLabels => true;

    public override IEnumerable<string> LabelColumns(FaceTask task) => ["expression"];

    public override CustomLabelReader Open(CustomList list) =>
        new((row, _) => Parse(list.Task, list.RequireLabel(row), list.Path, row.Line));

    public override FaceLabel FolderLabel(FaceTask task, string name, int number, string path) =>
        Parse(task, name, path, null);

    public override TaskTargets Pack(IReadOnlyList<FaceLabel> labels, int sidePx) =>
        new ClassTargets([.. labels.Cast<ExpressionLabel>().Select(label => (long)label.Class)]);

    public override ClassCounter CreateCounter(FaceTask task) => new Counter(task);

    public override void AddTo(IncrementalHash hash, FaceLabel label) =>
        DatasetFingerprint.Add(hash, (long)((ExpressionLabel)label).Class);

    private static ExpressionLabel Parse(FaceTask task, string text, string source, int? line)
    {
        var place = Find(task.Labels, text);
        if (place < 0)
        {
            var hint = text.Length <= MessageText.MaxQuoteLength && Suggestion.Of(text, task.Labels) is { } near
                ? $"; did you mean '{near}'?"
                : ".";
            throw new DatasetException(
                source,
                $"expected one of {MessageText.Quote(string.Join(", ", task.Labels))}, got '{MessageText.Quote(text)}'"
                + hint,
                line);
        }

        // Classes of a custom task count in the order of its labels, as the seven canonical ones do.
        return new ExpressionLabel((Expression)place);
    }

    // Capitals, blanks and underscores do not matter; -1 if unknown.
    private static int Find(ImmutableArray<string> labels, string text)
    {
        var wanted = AttributeNames.Plain(text);
        for (var place = 0; place < labels.Length; place++)
        {
            if (AttributeNames.Plain(labels[place]) == wanted)
            {
                return place;
            }
        }

        return -1;
    }

    private sealed class Counter(FaceTask task) : ClassCounter(task.NumLabels)
    {
        public override void Add(FaceLabel label)
        {
            if (label is ExpressionLabel expression)
            {
                Interlocked.Increment(ref Counts[(int)expression.Class]);
            }
        }

        public override ImmutableArray<ClassCount> ToCounts() => CountsOf(task);
    }
}
