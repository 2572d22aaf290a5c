namespace Faceptor.Data.Datasets;

/// <summary>One layout of an identity dataset.</summary>
internal interface IIdentityDataset : IFaceDataset, IDisposable
{
    /// <summary>Number of persons; identities run from 0 to one less.</summary>
    int NumIdentities { get; }
}
