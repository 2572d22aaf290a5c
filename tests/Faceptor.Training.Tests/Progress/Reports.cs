using Faceptor.Evaluation;
using Faceptor.Training.Progress;

namespace Faceptor.Training.Tests.Progress;

/// <summary>Reports and scores as a run gives them.</summary>
internal static class Reports
{
    public const int NumSteps = 40;

    public static TrainingProgress Progress(int step) => new(
        step,
        NumSteps,
        5e-5,
        2.5 / step,
        new Dictionary<string, double> { ["age/morph2"] = 3.0 / step, ["landmarks/300w"] = 0.25 },
        1.5,
        88.5,
        TimeSpan.FromSeconds(step),
        TimeSpan.FromSeconds(NumSteps - step));

    public static MetricRecord Age(double years) =>
        new(FaceTasks.AgeMorph2.Id, "test", "mae_years", years, 9.5, HigherIsBetter: false, 120);

    public static TrainingEvaluation Evaluation(int step, params MetricRecord[] records) =>
        new(step, NumSteps, records, new FakeFaceModel(FaceTasks.AgeMorph2));
}
