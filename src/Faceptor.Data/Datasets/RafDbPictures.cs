namespace Faceptor.Data.Datasets;

/// <summary>The two kinds of pictures in RAF-DB's distribution.</summary>
public enum RafDbPictures
{
    /// <summary>Aligned face crops of 100 x 100 pixels.</summary>
    Aligned,

    /// <summary>The pictures as they were found.</summary>
    Original,
}
