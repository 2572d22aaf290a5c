using System.Collections.Immutable;

namespace Faceptor.Evaluation.Paper;

/// <summary>The paper's numbers for ages, expressions and attributes.</summary>
/// <remarks>
/// Table 11 repeats rows of Table 6; its third dataset, CLAP2015, is not among those that can be read.
/// </remarks>
internal static class PaperAttributeTables
{
    private const string Test = "test";

    public static PaperColumn Morph2 { get; } = new("MORPH II", FaceTasks.AgeMorph2, Test, "mae_years", false);

    public static PaperColumn RafDb { get; } = new("RAF-DB", FaceTasks.ExpressionRafDb, Test, "accuracy", true);

    public static PaperColumn CelebA { get; } = Attribute(FaceTasks.AttributesCelebA, "CelebA mean", "mean");

    public static PaperColumn Lfw73 { get; } = Attribute(FaceTasks.AttributesLfw73, "LFW-73 mean", "mean");

    public static ImmutableArray<PaperTable> All { get; } =
    [
        PaperTable.Parse(
            6,
            "specialised models for age estimation",
            [Morph2, new PaperColumn("UTKFace", FaceTasks.AgeUtkFace, Test, "mae_years", false)],
            (PaperMethod.Specialised, """
                OR-CNN | 3.27 5.74
                DEX | 2.68 -
                DLDL | 2.42 -
                DLDLF | 2.24 -
                DRFs | 2.17 -
                MV | 2.16 -
                Axel Berg et al. | - 4.55
                CORAL | - 5.47
                Gustafsson et al. | - 4.65
                BridgeNet | 2.38 -
                OL | 2.22 -
                DRC-ORID | 2.16 -
                PML | 2.15 -
                DLDL-v2 | 1.97 4.42
                MWR | 2.00 4.37
                """),
            (PaperMethod.Full, "Faceptor | 1.96 4.10")),
        PaperTable.Parse(
            6,
            "specialised models for expression recognition",
            [RafDb, new PaperColumn("FERPlus", FaceTasks.ExpressionFerPlus, Test, "accuracy", true)],
            (PaperMethod.Specialised, """
                DLP-CNN | 80.89 -
                gACNN | 85.07 -
                IPA2LT | 86.77 -
                RAN | 86.90 88.55
                CovPool | 87.00 -
                SCN | 87.03 89.35
                DACL | 87.78 -
                KTN | 88.07 90.49
                DMUE | 88.76 88.64
                RUL | 88.98 88.75
                EAC | 88.99 89.64
                SwinFace | 90.97 -
                """),
            (PaperMethod.Full, "Faceptor | 91.26 90.40")),
        PaperTable.Parse(
            6,
            "specialised models for attribute classification",
            [CelebA],
            (PaperMethod.Specialised, """
                PANDA-1 | 85.43
                LNets+ANet | 87.33
                MOON | 90.94
                NSA | 90.61
                MCNN-AUX | 91.29
                MCFA | 91.23
                DMM-CNN | 91.70
                SwinFace | 91.32
                """),
            (PaperMethod.Full, "Faceptor | 91.39")),
        PaperTable.Parse(
            12,
            "early all-in-one models for attribute classification",
            [
                Attribute(FaceTasks.AttributesCelebA, "CelebA gender", "Male"),
                Attribute(FaceTasks.AttributesCelebA, "CelebA smile", "Smiling"),
                CelebA,
            ],
            (PaperMethod.Specialised, """
                HyperFace | 97 - -
                AIO | 99 93 -
                """),
            (PaperMethod.Full, "Faceptor-Full | 99 93 91.39")),
    ];

    private static PaperColumn Attribute(FaceTask task, string heading, string name) =>
        new(heading, task, Test, $"accuracy/{name}", HigherIsBetter: true);
}
