using System.Collections.Immutable;
using System.Numerics;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Data.Geometry;

namespace Faceptor.Data.Datasets.Own;

/// <summary>From what a list or a folder says to labels of a task.</summary>
internal static class OwnLabels
{
    /// <summary>The box of a row; null when it has none.</summary>
    /// <exception cref="DatasetException">An edge is no number, or the box is empty.</exception>
    public static FaceBox? Box(OwnRow row, string list)
    {
        if (Enumerable.Range(OwnColumns.Left, 4).All(place => row[place] is null))
        {
            return null;
        }

        float Edge(int place, string name) =>
            (float)DatasetFolder.ParseNumber(row[place] ?? string.Empty, $"the box's {name}", list, row.Line);

        var box = new FaceBox(
            Edge(OwnColumns.Top, "top"),
            Edge(OwnColumns.Left, "left"),
            Edge(OwnColumns.Bottom, "bottom"),
            Edge(OwnColumns.Right, "right"));
        string Quote(int place) => MessageText.Quote(row[place]);

        return box.Width > 0 && box.Height > 0 && float.IsFinite(box.Width) && float.IsFinite(box.Height)
            ? box
            : throw new DatasetException(
                list,
                $"expected a box from left to right and from top to bottom, {Quote(OwnColumns.Left)} to "
                + $"{Quote(OwnColumns.Right)} and {Quote(OwnColumns.Top)} to {Quote(OwnColumns.Bottom)} came; "
                + "correct the line.",
                row.Line);
    }

    /// <summary>The label of a row. Masks are read with the pictures, identities numbered by the caller.</summary>
    /// <exception cref="DatasetException">A value is missing or means nothing.</exception>
    public static FaceLabel Parse(FaceTask task, OwnColumns columns, OwnRow row, FaceBox? box, string list)
    {
        if (task.Family == TaskFamily.Attributes)
        {
            return new AttributesLabel([.. Enumerable.Range(OwnColumns.FirstLabel, task.NumQueries).Select(place =>
                ParseAttribute(row[place], columns.Names[place], list, row.Line))]);
        }

        if (task.Family == TaskFamily.Landmarks)
        {
            return ParseLandmarks(task, columns, row, box, list);
        }

        return ParseClass(task, Require(row, columns, OwnColumns.FirstLabel, list), list, row.Line);
    }

    /// <summary>The value of a column that must be there.</summary>
    public static string Require(OwnRow row, OwnColumns columns, int place, string list) =>
        row[place] ?? throw new DatasetException(
            list, $"expected a value in column '{columns.Names[place]}', it is empty; correct the line.", row.Line);

    /// <summary>An age or a class by its name or number.</summary>
    /// <exception cref="DatasetException">The text means nothing; the message lists or names what would.</exception>
    public static FaceLabel ParseClass(FaceTask task, string text, string source, int? line)
    {
        if (task.Family == TaskFamily.Age)
        {
            return AgeLabel.Parse(text, source, line);
        }

        var place = Find(task.Labels, text);
        if (place < 0)
        {
            var hint = text.Length <= MessageText.MaxQuoteLength && NearestName.Of(text, task.Labels) is { } near
                ? $"; did you mean '{near}'?"
                : ".";
            throw new DatasetException(
                source,
                $"expected one of {MessageText.Quote(string.Join(", ", task.Labels))}, '{MessageText.Quote(text)}' "
                + $"came{hint}",
                line);
        }

        // Classes of a task of one's own count in the order of its labels, as the seven canonical ones do.
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

    private static sbyte ParseAttribute(string? text, string name, string list, int line) => text switch
    {
        "1" => 1,
        "0" => 0,
        null => -1, // unknown
        _ => throw new DatasetException(
            list,
            $"expected 1 (yes), 0 (no) or nothing (unknown) in column '{MessageText.Quote(name)}', "
            + $"'{MessageText.Quote(text)}' came; "
            + (text == "-1" ? "if -1 means no, as in CelebA's lists, write 0." : "correct the line."),
            line),
    };

    private static LandmarkLabel ParseLandmarks(
        FaceTask task, OwnColumns columns, OwnRow row, FaceBox? box, string list)
    {
        var points = ImmutableArray.CreateBuilder<Vector2>(task.NumQueries);
        for (var point = 0; point < task.NumQueries; point++)
        {
            var place = OwnColumns.FirstLabel + (2 * point);
            points.Add(new Vector2(Number(place), Number(place + 1)));
        }

        var all = points.MoveToImmutable();
        return new LandmarkLabel(all, box ?? FaceBoxes.Around(all.AsSpan()));

        float Number(int place) => (float)DatasetFolder.ParseNumber(
            Require(row, columns, place, list), $"column '{columns.Names[place]}'", list, row.Line);
    }
}
