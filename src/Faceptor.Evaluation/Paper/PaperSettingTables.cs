using System.Collections.Immutable;

namespace Faceptor.Evaluation.Paper;

/// <summary>The paper's numbers for its own models and settings against each other.</summary>
internal static class PaperSettingTables
{
    public static ImmutableArray<PaperTable> All { get; } =
    [
        PaperTable.Parse(
            3,
            "Naive Faceptor and Faceptor-Base",
            [
                .. PaperLandmarkTables.ThreeHundredW,
                PaperParsingTables.CelebAMaskHqMean,
                PaperAttributeTables.Morph2,
                PaperAttributeTables.RafDb,
                PaperAttributeTables.CelebA,
                .. PaperIdentityTables.Verification,
            ],
            (PaperMethod.Naive, """
                Naive | 2.75 4.84 3.16 88.04 1.873 87.58 91.40 | 99.50 96.17 94.35 95.13 92.68 95.57
                """),
            (PaperMethod.Base, """
                Faceptor | 2.60 4.60 3.00 88.22 1.869 90.38 91.43 | 99.52 95.86 93.33 94.70 92.12 95.10
                """)),
        PaperTable.Parse(
            4,
            "Layer-Attention",
            [PaperAttributeTables.Morph2, PaperAttributeTables.RafDb, PaperAttributeTables.CelebA],
            (PaperMethod.Setting, """
                w/o LA | 1.882 89.80 91.40
                LA (Directly) | 1.970 90.03 91.40
                LA (Two-stage) | 1.869 90.38 91.43
                """)),
        PaperTable.Parse(
            8,
            "auxiliary supervised learning",
            [PaperAttributeTables.Morph2, PaperAttributeTables.RafDb],
            (PaperMethod.Setting, """
                SOTA (STL) | 1.970 90.97
                Naive Faceptor (STL) | 2.070 91.33
                Faceptor (STL) | 2.238 91.10
                Faceptor (MTL) | 1.869 90.38
                Faceptor (ASL) | 1.787 91.92
                """)),
        PaperTable.Parse(
            9,
            "transfer to other datasets",
            [PaperLandmarkTables.AflwFull, PaperParsingTables.LaPaMean, PaperAttributeTables.Lfw73],
            (PaperMethod.Setting, """
                EM | 1.91 89.8 -
                PT | 1.89 84.0 85.56
                DFT | 1.06 89.9 87.81
                FPFT | 0.89 92.7 87.95
                """)),
    ];
}
