using Faceptor.Data.Datasets;

namespace Faceptor.CustomDataset;

/// <summary>Names the datasets of this assembly.</summary>
public sealed class TinyProvider : IDatasetProvider
{
    /// <inheritdoc/>
    public IEnumerable<DatasetDefinition> GetDatasets() =>
    [
        new DatasetDefinition
        {
            Task = TinyDataset.Wearing,
            Folder = "tiny",
            TrainingSplit = "train",
            EvaluationSplit = "test",
            Layouts = [new(DatasetLayout.Distributed, ["train.tiny"], ["train", "test"])],
            Open = (folder, split, layout) => new TinyDataset(folder, split),
        },
    ];
}
