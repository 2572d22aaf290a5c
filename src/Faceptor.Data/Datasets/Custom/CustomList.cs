namespace Faceptor.Data.Datasets.Custom;

/// <summary>A custom list whose labels are read.</summary>
/// <param name="Task">The task.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Path">The list.</param>
/// <param name="Folder">The list's folder, where its images are.</param>
/// <param name="Rows">All rows, of every split; read anew by each enumeration.</param>
internal sealed record CustomList(
    FaceTask Task, CustomColumns Columns, string Path, string Folder, IEnumerable<CustomRow> Rows)
{
    /// <summary>The value of a column of a row, which must be there.</summary>
    /// <exception cref="Faceptor.DatasetException">It is empty.</exception>
    public string Require(CustomRow row, int place) => CustomLabels.Require(row, Columns, place, Path);

    /// <summary>The value of the first column that holds a label.</summary>
    /// <exception cref="Faceptor.DatasetException">It is empty.</exception>
    public string RequireLabel(CustomRow row) => Require(row, CustomColumns.FirstLabel);
}
