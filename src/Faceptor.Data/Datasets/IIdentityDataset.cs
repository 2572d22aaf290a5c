namespace Faceptor.Data.Datasets;

/// <summary>A dataset that knows how many identities its labels number.</summary>
public interface IIdentityDataset : IFaceDataset
{
    /// <summary>
    /// Number of identities of an identity task: labels run from 0 to one less. 0 for a dataset of another family.
    /// </summary>
    int NumIdentities { get; }
}
