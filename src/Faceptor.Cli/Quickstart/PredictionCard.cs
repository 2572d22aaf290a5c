namespace Faceptor.Cli.Quickstart;

/// <summary>One picture of the contact sheet, with what is true and what was predicted.</summary>
/// <param name="Dataset">The dataset that knows the truth.</param>
/// <param name="Truth">What the dataset says.</param>
/// <param name="Prediction">What the model says.</param>
/// <param name="IsRight">Whether they agree; null where that is a matter of degree.</param>
/// <param name="Jpegs">Pictures, encoded; two for a pair.</param>
internal sealed record PredictionCard(
    string Dataset, string Truth, string Prediction, bool? IsRight, params byte[][] Jpegs);
