using Faceptor.Evaluation;

namespace Faceptor.Experiments;

/// <summary>A finished run.</summary>
/// <param name="Summary">What it took.</param>
/// <param name="Records">Its scores.</param>
/// <param name="BeforeChoice">
/// After a second stage the scores with Layer-Attention of every task; otherwise <paramref name="Records"/>.
/// </param>
internal sealed record RunOutcome(
    RunSummary Summary, IReadOnlyList<MetricRecord> Records, IReadOnlyList<MetricRecord> BeforeChoice);
