using System.Collections.Immutable;

namespace Faceptor.Models.Weights;

/// <summary>A model and what its weight file was like.</summary>
/// <param name="Model">The model, on the CPU, in evaluation mode; disposed with this.</param>
/// <param name="Report">Which tensors were used and which were not.</param>
public sealed record LoadedModel(IFaceModel Model, WeightReport Report) : IDisposable
{
    /// <summary>
    /// What became of the tensors of each file of <see cref="WeightLoadOptions.LayerAttention"/>, in its order; stage
    /// 1, which such a file repeats, is compared and not copied.
    /// </summary>
    public ImmutableArray<WeightReport> LayerAttentionReports { get; init; } = [];

    /// <summary>What the file is.</summary>
    public WeightSource Source => Report.Source;

    /// <summary>
    /// What the weights have learned from; <see cref="LearnedFrom.Unknown"/> where the file does not say.
    /// </summary>
    public LearnedFrom LearnedFrom => Model.Provenance?.LearnedFrom ?? LearnedFrom.Unknown;

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}
