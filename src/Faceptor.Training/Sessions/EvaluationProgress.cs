namespace Faceptor.Training.Sessions;

/// <summary>How far an evaluation is.</summary>
/// <param name="Name">The dataset or verification set at work.</param>
/// <param name="Done">
/// Pictures that came so far, over all sets, and training label maps that a baseline is made from.
/// </param>
/// <param name="Total">How many there will be in all.</param>
public readonly record struct EvaluationProgress(string Name, long Done, long Total);
