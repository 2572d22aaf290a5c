namespace Faceptor.Data.Datasets;

/// <summary>A person.</summary>
/// <param name="Identity">Number of the person within the dataset, from 0.</param>
public sealed record IdentityLabel(int Identity) : FaceLabel;
