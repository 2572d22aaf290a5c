namespace Faceptor.Data.Datasets;

/// <summary>One split of a face dataset. Opening reads the lists; images are decoded when asked for.</summary>
/// <remarks>Members may be called from several threads at once.</remarks>
public interface IFaceDataset
{
    /// <summary>The task that the labels belong to.</summary>
    FaceTask Task { get; }

    /// <summary>The split, in the dataset's own words, for example <c>valid_common</c>.</summary>
    string Split { get; }

    /// <summary>Number of samples.</summary>
    int Count { get; }

    /// <summary>Name of a sample, for messages; costs nothing.</summary>
    /// <param name="index">From 0, in the order of the dataset's list.</param>
    string GetName(int index);

    /// <summary>
    /// The file that a sample's image is in, whether it exists or not; null for images inside a container.
    /// </summary>
    /// <param name="index">From 0, in the order of the dataset's list.</param>
    string? FindImage(int index) => null;

    /// <summary>
    /// What is wrong with the split's lists as a whole although it can be read, such as two files that contradict each
    /// other; null when nothing is. <c>faceptor data check</c> reports it.
    /// </summary>
    string? ListProblem => null;

    /// <summary>Reads a label without decoding the image.</summary>
    /// <param name="index">From 0, in the order of the dataset's list.</param>
    /// <exception cref="DatasetException">A file is missing or broken.</exception>
    FaceLabel ReadLabel(int index);

    /// <summary>Reads an image and its label.</summary>
    /// <param name="index">From 0, in the order of the dataset's list.</param>
    /// <exception cref="DatasetException">A file is missing or broken.</exception>
    FaceSample Read(int index);
}

/// <summary>A dataset that knows how many identities its labels number.</summary>
public interface IIdentityDataset : IFaceDataset
{
    /// <summary>
    /// Number of identities of an identity task: labels run from 0 to one less. 0 for a dataset of another family.
    /// </summary>
    int NumIdentities { get; }
}
