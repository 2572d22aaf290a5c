using System.Collections.Frozen;
using Faceptor.Data.Loading;
using Faceptor.Distributed;
using Faceptor.Models;
using Faceptor.Training.Losses;
using Faceptor.Training.Recipes;
using static TorchSharp.torch;

namespace Faceptor.Training.Families;

/// <summary>What a task family learns by. One instance a family.</summary>
internal abstract class FamilyCriterion
{
    private static readonly FrozenDictionary<TaskFamily, FamilyCriterion> ByFamily = new FamilyCriterion[]
    {
        new LandmarksCriterion(),
        new ParsingCriterion(),
        new AgeCriterion(),
        new ExpressionCriterion(),
        new AttributesCriterion(),
        new IdentityCriterion(),
    }.ToFrozenDictionary(criterion => criterion.Family);

    /// <summary>The family.</summary>
    public abstract TaskFamily Family { get; }

    /// <summary>Finds what a family learns by.</summary>
    /// <param name="family">A family.</param>
    public static FamilyCriterion Of(TaskFamily family) => ByFamily[family];

    /// <summary>Whether its losses learn themselves, see <see cref="CreateLearned"/>; false unless overridden.</summary>
    public virtual bool IsLearned => false;

    /// <summary>Makes a loss that learns itself, for one task; null, as unless overridden, where none does.</summary>
    /// <param name="options">The recipe.</param>
    /// <param name="numShards">Parts that large losses are cut into, a multiple of the number of ranks.</param>
    /// <param name="ranks">Joins the ranks, which share the parts; not disposed by the loss.</param>
    /// <returns>A module; one that is told about the end of backward passes is an <see cref="ILearnedLoss"/>.</returns>
    public virtual nn.Module? CreateLearned(TrainingOptions options, int numShards, ICommunicator ranks) => null;

    /// <summary>What the family cannot learn by, as sentences; nothing unless overridden.</summary>
    /// <param name="options">The recipe, with a task of the family.</param>
    public virtual IEnumerable<string> Problems(TrainingOptions options) => [];

    /// <summary>Mean loss of one range of a ragged batch.</summary>
    /// <param name="output">What the model said; not disposed here.</param>
    /// <param name="batch">The samples of the range.</param>
    /// <param name="options">The recipe.</param>
    /// <param name="learned">What <see cref="CreateLearned"/> made for the task.</param>
    /// <returns>A scalar, owned by the caller's scope.</returns>
    /// <exception cref="DatasetException">A label is outside the range that the task knows.</exception>
    /// <exception cref="ArgumentException">The batch holds another family's labels.</exception>
    public abstract Tensor Compute(TaskOutput output, TaskBatch batch, TrainingOptions options, nn.Module? learned);
}
