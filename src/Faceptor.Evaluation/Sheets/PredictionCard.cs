using System.Collections.Immutable;
using Faceptor.Imaging;

namespace Faceptor.Evaluation.Sheets;

/// <summary>An image with what was predicted drawn on it, beside what its dataset knows.</summary>
/// <param name="Dataset">The dataset that knows the truth; cards of one dataset are shown together.</param>
/// <param name="Judgement">Truth and prediction in words.</param>
/// <param name="Pictures">The image; two for a pair.</param>
internal sealed record PredictionCard(string Dataset, LabelComparison Judgement, ImmutableArray<RgbImage> Pictures)
{
    /// <summary>What the drawn colours and lines mean; null when nothing has to be said.</summary>
    public string? Legend { get; init; }
}
