using System.Collections.Immutable;
using Faceptor.Data.Datasets;

namespace Faceptor.Evaluation;

/// <summary>A split to be scored, and the training labels that its baseline is made from.</summary>
internal interface IEvaluationSource
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

    /// <summary>The test images, in the order of the dataset's list; read anew at each call.</summary>
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

/// <summary>Test images ready for the network, with their labels in the original image.</summary>
/// <param name="SidePx">Side S of the square images in pixels.</param>
/// <param name="Images">RGB planes [B, 3, S, S], normalised.</param>
/// <param name="Samples">The labels [B].</param>
internal sealed record EvaluationBatch(int SidePx, float[] Images, ImmutableArray<EvaluationSample> Samples);

/// <summary>What a test image should give.</summary>
/// <param name="Name">The sample's name, for messages.</param>
/// <param name="Label">The label, in pixels of the original image where it has places.</param>
/// <param name="Transform">
/// How the image reached the network; needed by landmarks and parsing, null for the other families.
/// </param>
internal sealed record EvaluationSample(string Name, FaceLabel Label, IImageTransform? Transform = null);

/// <summary>Samples of a split that are also scored apart, such as WFLW's faces in large pose.</summary>
/// <param name="Split">What the scores' split is called, in the dataset's own words.</param>
/// <param name="Indices">The samples' places in the split, from 0.</param>
internal sealed record EvaluationSubset(string Split, ImmutableArray<int> Indices)
{
    /// <summary>Samples that the whole subset has where only some are scored; null where all are.</summary>
    public long? SplitSize { get; init; }
}

/// <summary>Images ready for the network.</summary>
/// <param name="NumImages">Number of images B.</param>
/// <param name="SidePx">Side S of the square images in pixels.</param>
/// <param name="Images">RGB planes [B, 3, S, S], normalised.</param>
internal sealed record ImageBatch(int NumImages, int SidePx, float[] Images);
