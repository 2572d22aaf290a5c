using Faceptor.Core.Tasks;

namespace Faceptor.Data.Checking;

/// <summary>How many samples the paper counts in a split. To compare with, never to enforce.</summary>
/// <remarks>
/// Paper: Table 2 for what is trained on and appendix B.1 for the rest, as far as it says; test counts of AFLW-19,
/// 300W's parts and FERPlus are those of the datasets' protocols.
/// </remarks>
public static class PaperCounts
{
    private static readonly Dictionary<(FaceTask Task, string Split), int> Counts = new()
    {
        [(FaceTasks.Landmarks300W, "train")] = 3_148,
        [(FaceTasks.Landmarks300W, "valid")] = 689,
        [(FaceTasks.Landmarks300W, "valid_common")] = 554,
        [(FaceTasks.Landmarks300W, "valid_challenge")] = 135,
        [(FaceTasks.LandmarksWflw, "train")] = 7_500,
        [(FaceTasks.LandmarksWflw, "test")] = 2_500,
        [(FaceTasks.LandmarksCofw, "train")] = 1_345,
        [(FaceTasks.LandmarksCofw, "test")] = 507,
        [(FaceTasks.LandmarksAflw19, "train")] = 20_000,
        [(FaceTasks.LandmarksAflw19, "test_full")] = 4_386,
        [(FaceTasks.LandmarksAflw19, "test_frontal")] = 1_165,
        [(FaceTasks.ParsingCelebAMaskHq, "train_val")] = 27_176,
        [(FaceTasks.ParsingCelebAMaskHq, "train")] = 24_183,
        [(FaceTasks.ParsingCelebAMaskHq, "val")] = 2_993,
        [(FaceTasks.ParsingCelebAMaskHq, "test")] = 2_824,
        [(FaceTasks.ParsingLaPa, "train_val")] = 20_168,
        [(FaceTasks.AgeMorph2, "train")] = 44_194,
        [(FaceTasks.AgeUtkFace, "train")] = 13_144,
        [(FaceTasks.AgeUtkFace, "test")] = 3_287,
        [(FaceTasks.ExpressionAffectNet, "train")] = 282_829,
        [(FaceTasks.ExpressionRafDb, "train")] = 12_271,
        [(FaceTasks.ExpressionRafDb, "test")] = 3_068,
        [(FaceTasks.ExpressionFerPlus, "train_val")] = 28_127,
        [(FaceTasks.ExpressionFerPlus, "test")] = 3_137,
        [(FaceTasks.AttributesCelebA, "trainval")] = 182_637,
        [(FaceTasks.AttributesCelebA, "train")] = 162_770,
        [(FaceTasks.AttributesCelebA, "val")] = 19_867,
        [(FaceTasks.AttributesCelebA, "test")] = 19_962,
        [(FaceTasks.IdentityMs1mV3, "train")] = 5_179_510,
        [(FaceTasks.AttributesLfw73, "train")] = 6_263,
        [(FaceTasks.AttributesLfw73, "test")] = 6_880,
    };

    /// <summary>The paper's number; null where it gives none.</summary>
    /// <param name="task">The task.</param>
    /// <param name="split">The split.</param>
    public static int? Find(FaceTask task, string split) =>
        Counts.TryGetValue((task, split), out var count) ? count : null;
}
