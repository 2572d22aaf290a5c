using System.Collections.Immutable;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Own;
using Faceptor.Training.Evaluation;

namespace Faceptor.Training.Sessions;

/// <summary>A split to score, of any dataset, one's own among them.</summary>
/// <param name="Evaluation">What is scored.</param>
/// <param name="Training">Whose labels the baseline is made from.</param>
public sealed record EvaluationSet(IFaceDataset Evaluation, IFaceDataset Training) : IDisposable
{
    /// <summary>Parts of <see cref="Evaluation"/> that are scored apart, without a pass of their own.</summary>
    public ImmutableArray<EvaluationSubset> Subsets { get; init; } = [];

    internal BaselineMemory Memory { get; } = new();

    /// <summary>Opens the pictures of one's own that a run scores on.</summary>
    /// <param name="datasets">
    /// Where they are, by task; those of identity and those without a split to score are left out.
    /// </param>
    /// <exception cref="DatasetException">There is nothing to read, or a value means nothing.</exception>
    public static ImmutableArray<EvaluationSet> OpenOwn(IReadOnlyDictionary<FaceTask, OwnDatasetOptions> datasets)
    {
        ArgumentNullException.ThrowIfNull(datasets);
        return
        [
            .. datasets
                .Where(entry => entry.Key.Family != TaskFamily.Identity && entry.Value.EvaluationSplit is not null)
                .Select(entry => new EvaluationSet(
                    entry.Value.OpenEvaluation(entry.Key)!, entry.Value.OpenTraining(entry.Key))),
        ];
    }

    /// <summary>Closes what the datasets keep open.</summary>
    public void Dispose()
    {
        (Evaluation as IDisposable)?.Dispose();
        (Training as IDisposable)?.Dispose();
    }

    /// <summary>The same with fewer samples, evenly spread.</summary>
    internal EvaluationSet Spread(int maxSamples)
    {
        if (DatasetPart.Spread(Evaluation, maxSamples) is not DatasetPart part || part == Evaluation)
        {
            return this;
        }

        var places = part.Indices.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        return this with
        {
            Evaluation = part,
            Subsets =
            [
                .. Subsets.Select(subset => subset with
                {
                    Indices = [.. subset.Indices.Where(places.ContainsKey).Select(index => places[index])],
                }),
            ],
        };
    }
}
