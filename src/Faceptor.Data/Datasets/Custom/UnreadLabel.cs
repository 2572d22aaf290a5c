using Faceptor.Imaging;

namespace Faceptor.Data.Datasets.Custom;

/// <summary>Stands for a label that is a file of its own, until it is read.</summary>
internal abstract record UnreadLabel : FaceLabel
{
    /// <summary>Reads the file.</summary>
    /// <param name="task">The task.</param>
    /// <param name="orientation">Whether images are turned as EXIF says.</param>
    /// <param name="problem">Makes the error for the line that names the file.</param>
    /// <exception cref="DatasetException">The file is missing, broken or means nothing.</exception>
    public abstract FaceLabel Read(
        FaceTask task, ImageOrientation orientation, Func<string, DatasetException> problem);
}
