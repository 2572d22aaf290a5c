namespace Faceptor.Data.Datasets;

/// <summary>The form in which a dataset lies on disk.</summary>
/// <remarks>Labels and pictures are the same in both; only files and folders differ.</remarks>
public enum DatasetLayout
{
    /// <summary>As the released code reads it: lists prepared beside the pictures.</summary>
    Prepared,

    /// <summary>As the dataset's authors distribute it.</summary>
    Distributed,
}
