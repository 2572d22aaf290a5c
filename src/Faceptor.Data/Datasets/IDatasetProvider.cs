namespace Faceptor.Data.Datasets;

/// <summary>
/// Names the custom datasets of an assembly. <see cref="DatasetAssembly"/> finds public classes that implement it and
/// have a public constructor without parameters.
/// </summary>
public interface IDatasetProvider
{
    /// <summary>The datasets; called once, when the assembly is loaded.</summary>
    IEnumerable<DatasetDefinition> GetDatasets();
}
