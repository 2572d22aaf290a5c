namespace Faceptor.Training.Sessions;

/// <summary>How far an evaluation is.</summary>
/// <param name="Name">The dataset or verification set at work.</param>
/// <param name="Done">Pictures scored so far, over all sets.</param>
/// <param name="Total">Pictures in all.</param>
public readonly record struct EvaluationProgress(string Name, long Done, long Total);
