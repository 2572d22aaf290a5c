using System.Collections.Immutable;

namespace Faceptor.Evaluation.Paper;

/// <summary>The paper's numbers for identity.</summary>
internal static class PaperIdentityTables
{
    public static ImmutableArray<PaperColumn> Verification { get; } =
    [
        Pairs("LFW", "lfw"), Pairs("CFP-FP", "cfp_fp"), Pairs("AgeDB-30", "agedb_30"), Pairs("CALFW", "calfw"),
        Pairs("CPLFW", "cplfw"), Pairs("mean of the five", VerificationEvaluator.MeanSplit),
    ];

    public static ImmutableArray<PaperTable> All { get; } =
    [
        PaperTable.Parse(
            7,
            "face verification",
            Verification,
            (PaperMethod.Specialised, """
                ViT+CosFace | 99.83 96.19 97.82 95.92 92.55 96.46
                FaRL+CosFace | 99.60 96.70 95.55 95.43 92.38 95.93
                """),
            (PaperMethod.Full, "Faceptor | 99.40 96.34 93.65 94.75 92.27 95.28")),
        PaperTable.Parse(
            13,
            "face verification on templates",
            [Templates("IJB-C, TAR at FAR 0.001", "tar_far_1e-3"), Templates("IJB-C, TAR at FAR 0.01", "tar_far_1e-2")],
            (PaperMethod.Specialised, "VGGFace2 | 92.7 96.7"),
            (PaperMethod.Full, "Faceptor-Full | 95.7 98.1")),
    ];

    private static PaperColumn Pairs(string heading, string split) =>
        new(heading, FaceTasks.IdentityMs1mV3, split, "accuracy", HigherIsBetter: true);

    private static PaperColumn Templates(string heading, string metric) =>
        new(heading, FaceTasks.IdentityMs1mV3, "ijbc", metric, HigherIsBetter: true);
}
