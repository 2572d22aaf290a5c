namespace Faceptor.Data.Datasets;

/// <summary>What a dataset says about a picture; one subclass per task family.</summary>
public abstract record FaceLabel;
