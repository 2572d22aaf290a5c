using System.Collections.Immutable;
using Faceptor.Training.Recipes;

namespace Faceptor.Experiments;

/// <summary>One network to train, whatever the seed. Experiments share runs of one name.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Recipe">What it trains; <see cref="ExperimentPlan.Prepare"/> gives it the plan's numbers.</param>
/// <param name="Scored">The tasks that it is scored on.</param>
/// <param name="From">The run whose weights it starts from; null for random ones.</param>
internal sealed record ExperimentRun(
    string Name, Recipe Recipe, ImmutableArray<FaceTask> Scored, ExperimentRun? From = null)
{
    /// <summary>The runs that have to be over before this one, and this one, in order.</summary>
    public IEnumerable<ExperimentRun> Chain => From is null ? [this] : From.Chain.Append(this);
}
