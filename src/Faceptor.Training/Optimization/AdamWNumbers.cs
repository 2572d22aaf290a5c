namespace Faceptor.Training.Optimization;

/// <summary>The numbers of one AdamW step.</summary>
internal readonly record struct AdamWNumbers(
    double LearningRate, double Beta1, double Beta2, double WeightDecay, double Epsilon);
