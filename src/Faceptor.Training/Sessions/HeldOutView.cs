using Faceptor.Inference.Drawing.Labels;
using Faceptor.Models;

namespace Faceptor.Training.Sessions;

/// <summary>What a model makes of held-out pictures.</summary>
/// <param name="Cards">Predictions, those of one dataset in a row.</param>
/// <param name="Preferences">
/// For each task that uses Layer-Attention, how it divides its attention among encoder blocks; empty without any.
/// </param>
public sealed record HeldOutView(
    IReadOnlyList<PredictionCard> Cards, IReadOnlyList<LayerPreference> Preferences);
