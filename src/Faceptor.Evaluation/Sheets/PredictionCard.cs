using System.Collections.Immutable;
using Faceptor.Imaging;

namespace Faceptor.Evaluation.Sheets;

/// <summary>An image with what was predicted drawn on it, beside what its dataset knows.</summary>
/// <param name="Dataset">The dataset that knows the truth; cards of one dataset are shown together.</param>
/// <param name="Comparison">Truth and prediction in words.</param>
/// <param name="Images">The image; two for a pair.</param>
internal sealed record PredictionCard(string Dataset, LabelComparison Comparison, ImmutableArray<RgbImage> Images)
{
    /// <summary>What the drawn colours and lines mean; null when nothing has to be said.</summary>
    public string? Legend { get; init; }
}
