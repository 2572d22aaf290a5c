using System.Collections.Immutable;

namespace Faceptor.Data.Datasets;

/// <summary>The datasets of the paper. The only place that knows folder names and which split is for what.</summary>
/// <remarks>
/// Counts: paper, Table 2 for what is trained on and appendix B.1 for the rest, as far as it says; test counts of AFLW-19,
/// 300W's parts and FERPlus are those of the datasets' protocols.
/// </remarks>
internal static class KnownDatasets
{
    /// <summary>One definition for each known task, in the order of <see cref="FaceTasks.All"/>.</summary>
    public static ImmutableArray<DatasetDefinition> All { get; } =
    [
        new()
        {
            Task = FaceTasks.Landmarks300W,
            Folder = "300W",
            TrainingSplit = "train",
            EvaluationSplit = "valid",
            Layouts = ThreeHundredWDataset.Forms,
            Open = (root, split, layout) => new ThreeHundredWDataset(root, split, layout),
            Subsets = ["valid_common", "valid_challenge"],
            PaperCounts = Counts(("train", 3_148), ("valid", 689), ("valid_common", 554), ("valid_challenge", 135)),
        },
        new()
        {
            Task = FaceTasks.LandmarksWflw,
            Folder = "WFLW",
            TrainingSplit = "train",
            EvaluationSplit = "test",
            Layouts = WflwDataset.Forms,
            Open = (root, split, layout) => new WflwDataset(root, split, layout),
            Subsets =
            [
                "test_largepose", "test_expression", "test_illumination", "test_makeup", "test_occlusion", "test_blur",
            ],
            PaperCounts = Counts(("train", 7_500), ("test", 2_500)),
        },
        new()
        {
            Task = FaceTasks.LandmarksCofw,
            Folder = "COFW",
            TrainingSplit = "train",
            EvaluationSplit = "test",
            Layouts = CofwDataset.Forms,
            Open = (root, split, layout) => new CofwDataset(root, split, layout),
            PaperCounts = Counts(("train", 1_345), ("test", 507)),
        },
        new()
        {
            Task = FaceTasks.LandmarksAflw19,
            Folder = "AFLW",
            TrainingSplit = "train",
            EvaluationSplit = "test_full",
            Layouts = AflwDataset.Forms,
            Open = (root, split, layout) => new AflwDataset(root, split, layout),
            Subsets = ["test_frontal"],
            PaperCounts = Counts(("train", 20_000), ("test_full", 4_386), ("test_frontal", 1_165)),
        },
        new()
        {
            Task = FaceTasks.ParsingCelebAMaskHq,
            Folder = "CelebAMask-HQ",
            TrainingSplit = "train_val",
            EvaluationSplit = "test",
            Layouts = CelebAMaskHqDataset.Forms,
            Open = (root, split, layout) => new CelebAMaskHqDataset(root, split, layout),
            ValidationParts = ("train", "val"),
            PaperCounts = Counts(("train_val", 27_176), ("train", 24_183), ("val", 2_993), ("test", 2_824)),
        },
        new()
        {
            Task = FaceTasks.ParsingLaPa,
            Folder = "LaPa",
            TrainingSplit = "train_val",
            EvaluationSplit = "test",
            Layouts = LaPaDataset.Forms,
            Open = (root, split, layout) => new LaPaDataset(root, split, layout),
            ValidationParts = ("train", "val"),
            PaperCounts = Counts(("train_val", 20_168)),
        },
        new()
        {
            Task = FaceTasks.AgeMorph2,
            Folder = "MORPH2",
            TrainingSplit = "train",
            EvaluationSplit = "test",
            Layouts = MorphDataset.Forms,
            Open = (root, split, layout) => new MorphDataset(root, split, layout),
            PaperCounts = Counts(("train", 44_194)),
        },
        new()
        {
            Task = FaceTasks.AgeUtkFace,
            Folder = "UTKFace",
            TrainingSplit = "train",
            EvaluationSplit = "test",
            Layouts = UtkFaceDataset.Forms,
            Open = (root, split, layout) => new UtkFaceDataset(root, split, layout),
            PaperCounts = Counts(("train", 13_144), ("test", 3_287)),
        },
        new()
        {
            Task = FaceTasks.ExpressionAffectNet,
            Folder = "AffectNet",
            TrainingSplit = "train",
            EvaluationSplit = "test",
            Layouts = AffectNetDataset.Forms,
            Open = (root, split, layout) => new AffectNetDataset(root, split, layout),
            PaperCounts = Counts(("train", 282_829)),
        },
        new()
        {
            Task = FaceTasks.ExpressionRafDb,
            Folder = "RAF-DB/basic",
            TrainingSplit = "train",
            EvaluationSplit = "test",
            Layouts = RafDbDataset.Forms,
            Open = (root, split, layout) => new RafDbDataset(root, split, layout),
            PaperCounts = Counts(("train", 12_271), ("test", 3_068)),
        },
        new()
        {
            Task = FaceTasks.ExpressionFerPlus,
            Folder = "FERPlus",
            TrainingSplit = "train_val",
            EvaluationSplit = "test",
            Layouts = FerPlusDataset.Forms,
            Open = (root, split, layout) => new FerPlusDataset(root, split, layout),
            ValidationParts = ("train", "val"),
            PaperCounts = Counts(("train_val", 28_127), ("test", 3_137)),
        },
        new()
        {
            Task = FaceTasks.AttributesCelebA,
            Folder = "CelebA",
            TrainingSplit = "trainval",
            EvaluationSplit = "test",
            Layouts = CelebADataset.Forms,
            Open = (root, split, layout) => new CelebADataset(root, split, layout),
            ValidationParts = ("train", "val"),
            PaperCounts = Counts(("trainval", 182_637), ("train", 162_770), ("val", 19_867), ("test", 19_962)),
        },
        new()
        {
            Task = FaceTasks.IdentityMs1mV3,
            Folder = "MS1MV3",
            TrainingSplit = "train",
            Layouts = Ms1mV3Dataset.Forms,
            Open = (root, split, layout) => new Ms1mV3Dataset(root, split, layout),
            PaperCounts = Counts(("train", 5_179_510)),
        },
        new()
        {
            Task = FaceTasks.AttributesLfw73,
            Folder = "LFW-73",
            TrainingSplit = "train",
            EvaluationSplit = "test",
            Layouts = Lfw73Dataset.Forms,
            Open = (root, split, layout) => new Lfw73Dataset(root, split, layout),
            PaperCounts = Counts(("train", 6_263), ("test", 6_880)),
        },
    ];

    private static ImmutableDictionary<string, int> Counts(params (string Split, int Count)[] counts) =>
        counts.ToImmutableDictionary(entry => entry.Split, entry => entry.Count, StringComparer.Ordinal);
}
