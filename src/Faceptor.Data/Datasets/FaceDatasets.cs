using System.Collections.Immutable;
using Faceptor.Core.Errors;
using Faceptor.Core.Tasks;
using Faceptor.Data.Formats;

namespace Faceptor.Data.Datasets;

/// <summary>
/// Finds and opens the datasets below one root folder that holds <c>300W/</c>, <c>CelebAMask-HQ/</c>, <c>MORPH2/</c>
/// and so on. The only place that knows folder names and which split is for what.
/// </summary>
public static class FaceDatasets
{
    private const string VerificationFolder = "verification";
    private const string LfwFolder = "LFW";
    private const string IjbCFolder = "IJBC";

    private static readonly ImmutableArray<Entry> Table =
    [
        new(
            FaceTasks.Landmarks300W,
            "300W",
            "train",
            "valid",
            ThreeHundredWDataset.Forms,
            (root, split, layout) => new ThreeHundredWDataset(root, split, layout))
        {
            Subsets = ["valid_common", "valid_challenge"],
        },
        new(
            FaceTasks.LandmarksWflw,
            "WFLW",
            "train",
            "test",
            WflwDataset.Forms,
            (root, split, layout) => new WflwDataset(root, split, layout))
        {
            Subsets =
            [
                "test_largepose", "test_expression", "test_illumination", "test_makeup", "test_occlusion", "test_blur",
            ],
        },
        new(
            FaceTasks.LandmarksCofw,
            "COFW",
            "train",
            "test",
            CofwDataset.Forms,
            (root, split, layout) => new CofwDataset(root, split, layout)),
        new(
            FaceTasks.LandmarksAflw19,
            "AFLW",
            "train",
            "test_full",
            AflwDataset.Forms,
            (root, split, layout) => new AflwDataset(root, split, layout))
        {
            Subsets = ["test_frontal"],
        },
        new(
            FaceTasks.ParsingCelebAMaskHq,
            "CelebAMask-HQ",
            "train_val",
            "test",
            CelebAMaskHqDataset.Forms,
            (root, split, layout) => new CelebAMaskHqDataset(root, split, layout))
        {
            ValidationParts = ("train", "val"),
        },
        new(
            FaceTasks.ParsingLaPa,
            "LaPa",
            "train_val",
            "test",
            LaPaDataset.Forms,
            (root, split, layout) => new LaPaDataset(root, split, layout))
        {
            ValidationParts = ("train", "val"),
        },
        new(
            FaceTasks.AgeMorph2,
            "MORPH2",
            "train",
            "test",
            MorphDataset.Forms,
            (root, split, layout) => new MorphDataset(root, split, layout)),
        new(
            FaceTasks.AgeUtkFace,
            "UTKFace",
            "train",
            "test",
            UtkFaceDataset.Forms,
            (root, split, layout) => new UtkFaceDataset(root, split, layout)),
        new(
            FaceTasks.ExpressionAffectNet,
            "AffectNet",
            "train",
            "test",
            AffectNetDataset.Forms,
            (root, split, layout) => new AffectNetDataset(root, split, layout)),
        new(
            FaceTasks.ExpressionRafDb,
            "RAF-DB/basic",
            "train",
            "test",
            RafDbDataset.Forms,
            (root, split, layout) => new RafDbDataset(root, split, layout)),
        new(
            FaceTasks.ExpressionFerPlus,
            "FERPlus",
            "train_val",
            "test",
            FerPlusDataset.Forms,
            (root, split, layout) => new FerPlusDataset(root, split, layout))
        {
            ValidationParts = ("train", "val"),
        },
        new(
            FaceTasks.AttributesCelebA,
            "CelebA",
            "trainval",
            "test",
            CelebADataset.Forms,
            (root, split, layout) => new CelebADataset(root, split, layout))
        {
            ValidationParts = ("train", "val"),
        },
        new(
            FaceTasks.IdentityMs1mV3,
            "MS1MV3",
            "train",
            null,
            Ms1mV3Dataset.Forms,
            (root, split, layout) => new Ms1mV3Dataset(root, split, layout)),
        new(
            FaceTasks.AttributesLfw73,
            "LFW-73",
            "train",
            "test",
            Lfw73Dataset.Forms,
            (root, split, layout) => new Lfw73Dataset(root, split, layout)),
    ];

    /// <summary>Tasks whose datasets can be read.</summary>
    public static ImmutableArray<FaceTask> Supported { get; } = [.. Table.Select(entry => entry.Task)];

    /// <summary>The folder where a task's dataset is looked for.</summary>
    /// <param name="task">The task.</param>
    /// <param name="root">The folder that holds all datasets.</param>
    /// <exception cref="ArgumentException">No dataset of this task can be read.</exception>
    public static string GetFolder(FaceTask task, string root) => Path.Combine(root, Find(task).Folder);

    /// <summary>The tasks whose datasets are there.</summary>
    /// <param name="root">The folder that holds all datasets.</param>
    /// <exception cref="DatasetException">The folder does not exist.</exception>
    public static ImmutableArray<FaceTask> FindTasks(string root)
    {
        RequireRoot(root);
        return
        [
            .. Table.Where(entry => Directory.Exists(Path.Combine(root, entry.Folder))).Select(entry => entry.Task),
        ];
    }

    /// <summary>The split that the paper trains a task on.</summary>
    /// <param name="task">The task.</param>
    /// <exception cref="ArgumentException">No dataset of this task can be read.</exception>
    public static string GetTrainingSplit(FaceTask task) => Find(task).TrainingSplit;

    /// <summary>
    /// The split that the paper tests a task on; null for identity, which is tested on the verification sets.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <exception cref="ArgumentException">No dataset of this task can be read.</exception>
    public static string? GetEvaluationSplit(FaceTask task) => Find(task).EvaluationSplit;

    /// <summary>
    /// Splits that hold a part of the evaluation split's samples, which papers score apart; empty for most tasks.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <exception cref="ArgumentException">No dataset of this task can be read.</exception>
    public static ImmutableArray<string> GetSubsets(FaceTask task) => Find(task).Subsets;

    /// <summary>
    /// The two parts of the training split where a dataset divides it itself: one to train on and one to validate on.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <returns>Null where the dataset has no validation split.</returns>
    /// <exception cref="ArgumentException">No dataset of this task can be read.</exception>
    public static (string Training, string Validation)? GetValidationParts(FaceTask task) =>
        Find(task).ValidationParts;

    /// <summary>The layouts that a task's dataset comes in, prepared lists first.</summary>
    /// <param name="task">The task.</param>
    /// <exception cref="ArgumentException">No dataset of this task can be read.</exception>
    public static ImmutableArray<DatasetForm> GetForms(FaceTask task) => Find(task).Forms;

    /// <summary>Opens a split of a task's dataset.</summary>
    /// <param name="task">The task.</param>
    /// <param name="root">The folder that holds all datasets.</param>
    /// <param name="split">
    /// A split in the dataset's own words; those of <see cref="GetTrainingSplit"/> and
    /// <see cref="GetEvaluationSplit"/> are known in every layout.
    /// </param>
    /// <param name="layout">The layout to read; null recognises it.</param>
    /// <exception cref="ArgumentException">No dataset of this task can be read.</exception>
    /// <exception cref="DatasetException">The dataset is missing or broken, or does not know the split.</exception>
    /// <remarks>The caller disposes what is disposable: identity keeps its record file open.</remarks>
    public static IFaceDataset Open(FaceTask task, string root, string split, DatasetLayout? layout = null)
    {
        var entry = Find(task);
        RequireRoot(root);
        return entry.Open(Path.Combine(root, entry.Folder), split, layout);
    }

    /// <summary>
    /// The verification sets that are there: every <c>.bin</c> file under <c>verification</c>, by name; then every
    /// folder there with a list of pairs, and the folder <c>LFW</c> as it is distributed, unless a set of that name
    /// came before.
    /// </summary>
    /// <param name="root">The folder that holds all datasets.</param>
    /// <returns>Paths for <see cref="VerificationSet.Open"/>; empty when there are none.</returns>
    /// <exception cref="DatasetException">The root folder does not exist.</exception>
    public static ImmutableArray<string> FindVerificationSets(string root)
    {
        RequireRoot(root);
        var folder = GetVerificationFolder(root);
        string[] there = Directory.Exists(folder)
            ?
            [
                .. FolderContent.Files(folder)
                    .Where(name => name.EndsWith(".bin", StringComparison.OrdinalIgnoreCase))
                    .Order(StringComparer.Ordinal)
                    .Concat(FolderContent.Folders(folder).Order(StringComparer.Ordinal))
                    .Select(name => Path.Combine(folder, name)),
            ]
            : [];
        return
        [
            .. there.Append(Path.Combine(root, LfwFolder))
                .Where(path => File.Exists(path) || VerificationPairs.FindList(path) is not null)
                .DistinctBy(VerificationSet.NameOf),
        ];
    }

    /// <summary>The folder where verification sets are looked for.</summary>
    /// <param name="root">The folder that holds all datasets.</param>
    public static string GetVerificationFolder(string root) => Path.Combine(root, VerificationFolder);

    /// <summary>The folder where <see cref="IjbCDataset"/> is looked for.</summary>
    /// <param name="root">The folder that holds all datasets.</param>
    public static string GetIjbCFolder(string root) => Path.Combine(root, IjbCFolder);

    private static void RequireRoot(string root)
    {
        if (!Directory.Exists(root))
        {
            throw new DatasetException(root, "the folder for datasets does not exist; create it or name another.");
        }
    }

    private static Entry Find(FaceTask task) =>
        Table.FirstOrDefault(entry => entry.Task.Equals(task))
        ?? throw new ArgumentException(
            $"no dataset of task '{task}' can be read; those of {string.Join(", ", Supported)} can.", nameof(task));

    private sealed record Entry(
        FaceTask Task,
        string Folder,
        string TrainingSplit,
        string? EvaluationSplit,
        ImmutableArray<DatasetForm> Forms,
        Func<string, string, DatasetLayout?, IFaceDataset> Open)
    {
        public ImmutableArray<string> Subsets { get; init; } = [];

        public (string Training, string Validation)? ValidationParts { get; init; }
    }
}
