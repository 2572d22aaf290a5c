using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;

namespace Faceptor.Data.Datasets.Own;

/// <summary>What the labels of custom lists have in common.</summary>
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

    /// <summary>The value of a column that must be there.</summary>
    public static string Require(OwnRow row, OwnColumns columns, int place, string list) =>
        row[place] ?? throw new DatasetException(
            list, $"expected a value in column '{columns.Names[place]}', it is empty; correct the line.", row.Line);
}
