using Faceptor.Core.Tasks;
using Faceptor.Data.Datasets;

namespace Faceptor.Training.Evaluation;

/// <summary>A split to be scored, and the training labels that its baseline is made from.</summary>
public interface IEvaluationSource
{
    /// <summary>The task of the labels.</summary>
    FaceTask Task { get; }

    /// <summary>The split, in the dataset's own words.</summary>
    string Split { get; }

    /// <summary>The test pictures, in the order of the dataset's list; read anew at each call.</summary>
    IEnumerable<EvaluationBatch> ReadBatches();

    /// <summary>The labels of the training split; read anew at each call.</summary>
    IEnumerable<FaceLabel> ReadTrainingLabels();
}
