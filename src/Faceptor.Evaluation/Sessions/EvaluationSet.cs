using System.Collections.Immutable;
using Faceptor.Data.Datasets;

namespace Faceptor.Evaluation.Sessions;

/// <summary>A split to score, of any dataset, one's own among them.</summary>
/// <param name="Evaluation">What is scored.</param>
/// <param name="Training">
/// Whose labels the baseline is made from; null scores without one, see <see cref="BaselineProblem"/>.
/// </param>
public sealed record EvaluationSet(IFaceDataset Evaluation, IFaceDataset? Training) : IDisposable
{
    /// <summary>Why there are no training labels; says so beside the scores.</summary>
    public string? BaselineProblem { get; init; }

    /// <summary>Parts of <see cref="Evaluation"/> that are scored apart, without a pass of their own.</summary>
    internal ImmutableArray<EvaluationSubset> Subsets { get; init; } = [];

    internal BaselineCache Memory { get; } = new();

    /// <summary>Closes what the datasets keep open.</summary>
    public void Dispose()
    {
        (Evaluation as IDisposable)?.Dispose();
        (Training as IDisposable)?.Dispose();
    }

    /// <summary>Opens a split and its training labels, of which scores do not depend.</summary>
    /// <param name="evaluation">What is scored.</param>
    /// <param name="openTraining">Opens what the baseline is made from.</param>
    internal static EvaluationSet Of(IFaceDataset evaluation, Func<IFaceDataset> openTraining)
    {
        try
        {
            return new EvaluationSet(evaluation, openTraining());
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException))
        {
            return new EvaluationSet(evaluation, null)
            {
                BaselineProblem = error is DatasetException { Path: { } path } && !Path.Exists(path)
                    ? $"the training list is missing: {MessageText.Place(path)}"
                    : MessageText.Fit($"the training list cannot be read: {UnscoredSplit.ReasonOf(error)}"),
            };
        }
    }

    /// <summary>Samples of the whole split where <see cref="Evaluation"/> is a part; null where it is not.</summary>
    internal long? SplitSize { get; private init; }

    /// <summary>The same with fewer samples, chosen by a hash.</summary>
    internal EvaluationSet Some(int maxSamples)
    {
        if (Evaluation.Count <= maxSamples)
        {
            return this;
        }

        var part = new Subset(Evaluation, SampleChoice.Of(Evaluation.Count, maxSamples));
        var places = part.Indices.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        return this with
        {
            Evaluation = part,
            SplitSize = Evaluation.Count,
            Subsets =
            [
                .. Subsets.Select(subset => subset with
                {
                    Indices = [.. subset.Indices.Where(places.ContainsKey).Select(index => places[index])],
                    SplitSize = subset.Indices.Length,
                }),
            ],
        };
    }
}
