using Faceptor.Core.Tasks;

namespace Faceptor.Cli.Reporting;

/// <summary>A dataset that was trained on.</summary>
internal sealed record ReportDataset(FaceTask Task, int NumSamples);
