using System.Collections.Immutable;
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

    /// <summary>Parts of the split that are scored apart, from the same pass; none unless said otherwise.</summary>
    ImmutableArray<EvaluationSubset> Subsets => [];

    /// <summary>Why there are no training labels to make a baseline from; null when there are some.</summary>
    string? BaselineProblem => null;

    /// <summary>Samples that the whole split has where only some are scored; null where all are.</summary>
    long? SplitSize => null;

    /// <summary>The test pictures, in the order of the dataset's list; read anew at each call.</summary>
    IEnumerable<EvaluationBatch> ReadBatches();

    /// <summary>The labels of the training split; read anew at each call.</summary>
    IEnumerable<FaceLabel> ReadTrainingLabels();

    /// <summary>
    /// What a baseline learned from the training labels; a source that is scored again may keep it, because it does
    /// not depend on the model.
    /// </summary>
    /// <typeparam name="T">The baseline; the same at every call on one source.</typeparam>
    /// <param name="learn">Makes it from <see cref="ReadTrainingLabels"/>.</param>
    T Baseline<T>(Func<T> learn)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(learn);
        return learn();
    }
}
