using Faceptor.Data.Datasets;

namespace Faceptor.Training.Evaluation;

/// <summary>What a test picture should give.</summary>
/// <param name="Name">The sample's name, for messages.</param>
/// <param name="Label">The label, in pixels of the original picture where it has places.</param>
/// <param name="Transform">
/// How the picture reached the network; needed by landmarks and parsing, null for the other families.
/// </param>
public sealed record EvaluationSample(string Name, FaceLabel Label, IPictureTransform? Transform = null);
