namespace Faceptor.Data.Datasets.Custom;

/// <summary>What the labels of custom lists have in common.</summary>
internal static class CustomLabels
{
    /// <summary>The box of a row; null when it has none.</summary>
    /// <exception cref="DatasetException">An edge is no number, or the box is empty.</exception>
    public static FaceBox? Box(CustomRow row, string list)
    {
        if (Enumerable.Range(CustomColumns.Left, 4).All(place => row[place] is null))
        {
            return null;
        }

        float Edge(int place, string name) =>
            (float)DatasetFolder.ParseNumber(row[place] ?? string.Empty, $"the box's {name}", list, row.Line);

        var box = new FaceBox(
            Edge(CustomColumns.Top, "top"),
            Edge(CustomColumns.Left, "left"),
            Edge(CustomColumns.Bottom, "bottom"),
            Edge(CustomColumns.Right, "right"));
        string Quote(int place) => MessageText.Quote(row[place]);

        return box.Width > 0 && box.Height > 0 && float.IsFinite(box.Width) && float.IsFinite(box.Height)
            ? box
            : throw new DatasetException(
                list,
                $"expected a box from left to right and from top to bottom, got {Quote(CustomColumns.Left)} "
                + $"to {Quote(CustomColumns.Right)} and {Quote(CustomColumns.Top)} to {Quote(CustomColumns.Bottom)}; "
                + "correct the line.",
                row.Line);
    }

    /// <summary>The value of a column that must be there.</summary>
    public static string Require(CustomRow row, CustomColumns columns, int place, string list) =>
        row[place] ?? throw new DatasetException(
            list, $"expected a value in column '{columns.Names[place]}', it is empty; correct the line.", row.Line);
}

/// <summary>Reads the labels of a custom list.</summary>
/// <param name="Read">
/// From a row and its box, null when it has none, to the label; throws <see cref="Faceptor.DatasetException"/> for a
/// value that is missing or means nothing.
/// </param>
/// <param name="NumIdentities">How many identities the whole list names; 0 for the other families.</param>
internal sealed record CustomLabelReader(Func<CustomRow, FaceBox?, FaceLabel> Read, int NumIdentities = 0);
