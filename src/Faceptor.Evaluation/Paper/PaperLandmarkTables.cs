using System.Collections.Immutable;

namespace Faceptor.Evaluation.Paper;

/// <summary>The paper's numbers for landmarks.</summary>
internal static class PaperLandmarkTables
{
    private const string InterOcular = "nme/inter-ocular";
    private const string Diagonal = "nme/box-diagonal";
    private const string Box = "nme/box-side";

    public static ImmutableArray<PaperColumn> ThreeHundredW { get; } =
    [
        Error("300W common", FaceTasks.Landmarks300W, "valid_common", InterOcular),
        Error("300W challenging", FaceTasks.Landmarks300W, "valid_challenge", InterOcular),
        Error("300W full", FaceTasks.Landmarks300W, "valid", InterOcular),
    ];

    public static PaperColumn AflwFull { get; } =
        Error("AFLW-19 full, diagonal", FaceTasks.LandmarksAflw19, "test_full", Diagonal);

    private static PaperColumn WflwFull { get; } = Error("WFLW full", FaceTasks.LandmarksWflw, "test", InterOcular);

    private static PaperColumn Cofw { get; } = Error("COFW", FaceTasks.LandmarksCofw, "test", InterOcular);

    public static ImmutableArray<PaperTable> All { get; } =
    [
        PaperTable.Parse(
            14,
            "facial landmark localisation on WFLW and 300W",
            [
                WflwFull,
                Error("WFLW pose", FaceTasks.LandmarksWflw, "test_largepose", InterOcular),
                Error("WFLW expression", FaceTasks.LandmarksWflw, "test_expression", InterOcular),
                Error("WFLW illumination", FaceTasks.LandmarksWflw, "test_illumination", InterOcular),
                Error("WFLW make-up", FaceTasks.LandmarksWflw, "test_makeup", InterOcular),
                Error("WFLW occlusion", FaceTasks.LandmarksWflw, "test_occlusion", InterOcular),
                Error("WFLW blur", FaceTasks.LandmarksWflw, "test_blur", InterOcular),
                Error("WFLW full, FR10", FaceTasks.LandmarksWflw, "test", "failure_rate_10/inter-ocular"),
                Error("WFLW full, AUC10", FaceTasks.LandmarksWflw, "test", "auc_10/inter-ocular") with
                {
                    HigherIsBetter = true,
                },
                .. ThreeHundredW,
            ],
            (PaperMethod.Specialised, """
                DAN-Menpo | - - - - - - - - - 3.44 4.88 3.09
                SAN | - - - - - - - - - 3.34 6.60 3.98
                LAB | 5.27 10.24 5.51 5.23 5.15 6.79 6.32 7.56 53.23 2.98 5.19 3.49
                Wing | 5.11 8.75 5.36 4.93 5.41 6.37 5.81 6.00 55.40 3.27 7.18 4.04
                DeCaFA | 4.62 - - - - - - 4.84 56.30 2.93 5.26 3.39
                Awing | 4.36 7.38 4.58 4.32 4.27 5.19 4.96 2.84 57.19 2.72 4.52 3.07
                AVS+SAN | 4.39 8.42 4.68 4.24 4.37 5.60 4.86 4.08 59.13 3.21 6.49 3.86
                HRNet | 4.60 7.86 4.78 4.57 4.26 5.42 5.36 - - 2.91 5.11 3.34
                DAG | 4.21 7.36 4.49 4.12 4.05 4.98 4.82 3.04 58.93 2.62 4.77 3.04
                LUVLi | 4.37 - - - - - - 3.12 57.70 2.76 5.16 3.23
                ADNet | 4.14 6.96 4.38 4.09 4.05 5.06 4.79 2.72 60.22 2.53 4.58 2.93
                PIPNet | 4.31 7.51 4.44 4.19 4.02 5.36 5.02 - - 2.78 4.89 3.19
                SLPT | 4.14 - - - - - - 2.76 59.50 2.75 4.90 3.17
                DTLD+ | 4.05 - - - - - - 2.68 - 2.60 4.48 2.96
                """),
            (PaperMethod.Full, """
                Faceptor-Full | 4.03 6.81 4.28 3.93 3.91 4.71 4.56 1.92 60.24 2.52 4.25 2.86
                """)),
        PaperTable.Parse(
            15,
            "facial landmark localisation on COFW and AFLW-19",
            [
                Cofw,
                AflwFull,
                Error("AFLW-19 frontal, diagonal", FaceTasks.LandmarksAflw19, "test_frontal", Diagonal),
                Error("AFLW-19 full, box", FaceTasks.LandmarksAflw19, "test_full", Box),
                Error("AFLW-19 full, AUC box", FaceTasks.LandmarksAflw19, "test_full", "auc_7/box-side") with
                {
                    HigherIsBetter = true,
                },
            ],
            (PaperMethod.Specialised, """
                SAN | - 1.91 1.85 4.04 54.00
                LAB | 3.92 1.85 1.62 - -
                Wing | - 1.65 - - -
                HRNet | 3.45 1.57 1.46 - -
                LUVLi | - 1.39 1.19 2.28 68.00
                PIPNet | 3.08 1.42 - - -
                SLPT | 3.32 - - - -
                DTLD+ | 3.02 1.37 - - -
                """),
            (PaperMethod.Full, "Faceptor-Full | 3.01 0.95 0.87 1.35 81.11")),
        PaperTable.Parse(
            5,
            "specialised models for facial landmark localisation",
            [WflwFull, .. ThreeHundredW, Cofw, AflwFull],
            (PaperMethod.Specialised, """
                DAN-Menpo | - 3.44 4.88 3.09 - -
                SAN | - 3.34 6.60 3.98 - 1.91
                LAB | 5.27 2.98 5.19 3.49 3.92 1.85
                Wing | 5.11 3.27 7.18 4.04 - 1.65
                DeCaFA | 4.62 2.93 5.26 3.39 - -
                AWing | 4.36 2.72 4.52 3.07 - -
                AVS+SAN | 4.39 3.21 6.49 3.86 - -
                HRNet | 4.60 2.91 5.11 3.34 3.45 1.57
                DAG | 4.21 2.62 4.77 3.04 - -
                LUVLi | 4.37 2.76 5.16 3.23 - 1.39
                ADNet | 4.14 2.53 4.58 2.93 - -
                PIPNet | 4.31 2.78 4.89 3.19 3.08 1.42
                SLPT | 4.14 2.75 4.90 3.17 3.32 -
                DTLD+ | 4.05 2.60 4.48 2.96 3.02 1.37
                """),
            (PaperMethod.Full, "Faceptor | 4.03 2.52 4.25 2.86 3.01 0.95")),
    ];

    private static PaperColumn Error(string heading, FaceTask task, string split, string metric) =>
        new(heading, task, split, metric, HigherIsBetter: false);
}
