using Faceptor.Data.Datasets;
using Faceptor.Data.Datasets.Custom;
using Faceptor.Fuzz.Mutation;
using Faceptor.Imaging;
using Faceptor.Testing;
using Faceptor.Training.Recipes;

namespace Faceptor.Fuzz;

/// <summary>Every format that this project reads. What a seed does with its file is what a command would do.</summary>
internal static class FuzzFormats
{
    /// <summary>All formats.</summary>
    public static IReadOnlyList<FuzzFormat> All { get; } =
    [
        new("safetensors", WeightSeeds.SafeTensors, FramedMutation.SafeTensors),
        new("pytorch", WeightSeeds.PyTorch, FramedMutation.PyTorchArchive),
        new("pytorch-legacy", WeightSeeds.PyTorchLegacy, ByteMutation.Apply),
        new("onnx", DetectorSeeds.Onnx, ByteMutation.Apply),
        new("label-pickle", LabelPickles, ByteMutation.Apply),
        new("verification", VerificationSets, ByteMutation.Apply),
        new("recordio", RecordFiles, ByteMutation.Apply),
        new("matlab", Matlab, CompressedMutation.Matlab),
        new("matlab-hdf5", MatlabHdf5, ByteMutation.Apply),
        new("jpeg", folder => Images(folder, ImageSeeds.Jpeg()), ByteMutation.Apply),
        new("png", folder => Images(folder, ImageSeeds.Png()), CompressedMutation.Png),
        new("other-images", folder => Images(folder, ImageSeeds.Others()), ByteMutation.Apply),
        new("lists", Lists, TextMutation.Apply),
        new("custom-lists", CustomLists, TextMutation.Apply),
        new("yaml", Recipes, TextMutation.Apply),
        new("json", RunSeeds.Json, TextMutation.Apply),
    ];

    private static IEnumerable<FuzzSeed> LabelPickles(string folder) =>
    [
        Dataset(folder, "layoutA/CelebA", FaceTasks.AttributesCelebA, "test", "label.pkl"),
        Dataset(folder, "layoutA/LFW-73", FaceTasks.AttributesLfw73, "test", "label.pkl"),
    ];

    private static IEnumerable<FuzzSeed> VerificationSets(string folder)
    {
        var fixtures = Path.Combine(Fixtures, "layoutA", "verification");
        foreach (var file in Directory.GetFiles(fixtures, "*.bin").Order(StringComparer.Ordinal))
        {
            var copy = Path.Combine(folder, Path.GetFileName(file));
            File.Copy(file, copy);
            yield return new FuzzSeed(copy, () =>
            {
                var set = VerificationSet.Open(copy);
                for (var i = 0; i < Math.Min(set.NumImages, MaxImages); i++)
                {
                    _ = set.ReadImage(i);
                }
            });
        }
    }

    private static IEnumerable<FuzzSeed> RecordFiles(string folder) =>
    [
        .. new[] { "train.rec", "train.idx", "property", "train.rec" }.Select((file, number) => Dataset(
            Path.Combine(folder, $"{number}"), "layoutA/MS1MV3", FaceTasks.IdentityMs1mV3, "train", file)),
    ];

    private static IEnumerable<FuzzSeed> Matlab(string folder) =>
    [
        Dataset(Path.Combine(folder, "5"), "layoutA/AFLW", FaceTasks.LandmarksAflw19, "train", "AFLWinfo_release.mat"),
        Dataset(
            Path.Combine(folder, "z"), "variants/AFLW-compressed", FaceTasks.LandmarksAflw19, "train",
            "AFLWinfo_release.mat", hasImages: false),
        Dataset(
            Path.Combine(folder, "b"), "layoutB/LFW-73", FaceTasks.AttributesLfw73, "test", "indices_train_test.mat"),
    ];

    private static IEnumerable<FuzzSeed> MatlabHdf5(string folder) =>
    [
        Dataset(Path.Combine(folder, "a"), "layoutA/COFW", FaceTasks.LandmarksCofw, "test", "COFW_test_color.mat"),
        Dataset(
            Path.Combine(folder, "c"), "variants/COFW-contiguous", FaceTasks.LandmarksCofw, "test",
            "COFW_test_color.mat"),
    ];

    private static IEnumerable<FuzzSeed> Images(string folder, IEnumerable<(string Name, byte[] Bytes)> images)
    {
        foreach (var (name, bytes) in images)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllBytes(path, bytes);
            yield return new FuzzSeed(path, () => _ = ImageCodec.Read(path));
            if (name.EndsWith(".png", StringComparison.Ordinal) && name.Contains("grey", StringComparison.Ordinal))
            {
                yield return new FuzzSeed(path, () => _ = ImageCodec.ReadGray(path));
            }
        }
    }

    private static IEnumerable<FuzzSeed> Lists(string folder)
    {
        (string Fixture, FaceTask Task, string Split, string File)[] lists =
        [
            ("layoutA/300W", FaceTasks.Landmarks300W, "valid", "face_landmarks_300w_valid.csv"),
            ("layoutA/WFLW", FaceTasks.LandmarksWflw, "test", "face_landmarks_wflw_test.csv"),
            ("layoutA/MORPH2", FaceTasks.AgeMorph2, "test", "label/RANDOM_80_20/test.txt"),
            ("layoutA/UTKFace", FaceTasks.AgeUtkFace, "test", "label/test.csv"),
            ("layoutA/AffectNet", FaceTasks.ExpressionAffectNet, "test", "label/test.txt"),
            ("layoutA/RAF-DB", FaceTasks.ExpressionRafDb, "test", "basic/label.txt"),
            ("layoutA/FERPlus", FaceTasks.ExpressionFerPlus, "test", "label/test.txt"),
            ("layoutA/LaPa", FaceTasks.ParsingLaPa, "test", "test/landmarks/10774959756_2.txt"),
            ("layoutA/CelebAMask-HQ", FaceTasks.ParsingCelebAMaskHq, "test", "CelebA-HQ-to-CelebA-mapping.txt"),
            ("layoutB/300W", FaceTasks.Landmarks300W, "valid", "helen/testset/296814971_3.pts"),
            ("layoutB/AffectNet", FaceTasks.ExpressionAffectNet, "test",
                "Manually_Annotated_file_lists/validation.csv"),
            ("layoutB/CelebA", FaceTasks.AttributesCelebA, "test", "Anno/list_attr_celeba.txt"),
            ("layoutB/FERPlus", FaceTasks.ExpressionFerPlus, "test", "fer2013.csv"),
            ("layoutB/MORPH2", FaceTasks.AgeMorph2, "test", "morph_2008_nonCommercial.csv"),
            ("layoutB/RAF-DB", FaceTasks.ExpressionRafDb, "test", "basic/EmoLabel/list_patition_label.txt"),
            ("layoutB/LFW-73", FaceTasks.AttributesLfw73, "test", "lfw_attributes.txt"),
        ];
        return lists.Select((list, number) => Dataset(
            Path.Combine(folder, $"{number}"), list.Fixture, list.Task, list.Split, list.File));
    }

    private static IEnumerable<FuzzSeed> CustomLists(string folder)
    {
        File.Copy(RepositoryPaths.Golden("picture.png"), Path.Combine(folder, "face.png"));
        File.Copy(RepositoryPaths.Golden("picture_grey.png"), Path.Combine(folder, "mask.png"));
        var mood = new FaceTask("expression/moods", TaskFamily.Expression, "moods", ["bored", "wide awake"]);
        var helmet = new FaceTask("attributes/helmets", TaskFamily.Attributes, "helmets", ["helmet", "visor up"]);
        var points = new FaceTask("landmarks/two", TaskFamily.Landmarks, "two", ["a", "b"]);
        yield return Custom("moods.csv", mood, "path,split,left,top,right,bottom,expression\n"
            + "face.png,train,10,10,60,70,bored\nface.png,test,,,,,Wide_Awake\n");
        yield return Custom("helmets.jsonl", helmet, """
            {"path": "face.png", "split": "train", "box": [12, 8, 60, 40], "helmet": 1, "visor up": false}
            {"path": "face.png", "attributes": {"helmet": 0, "visor up": null}}

            """);
        yield return Custom("points.csv", points, "path,x0,y0,x1,y1\nface.png,10.5,12,40,44.25\n");
        yield return Custom("points.jsonl", points, """
            {"path": "face.png", "landmarks": [[10.5, 12], [40, 44.25]], "box": [1, 2, 60, 70]}

            """);
        yield return Custom("ages.csv", FaceTasks.AgeMorph2, "path,age\nface.png,33\nface.png,0\n");
        yield return Custom("people.csv", FaceTasks.IdentityMs1mV3, "path,identity\nface.png,anna\nface.png,berta\n");

        FuzzSeed Custom(string name, FaceTask task, string text)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, text);
            return new FuzzSeed(path, () => ReadAll(CustomDataset.Open(task, path)));
        }
    }

    private static IEnumerable<FuzzSeed> Recipes(string folder)
    {
        foreach (var recipe in KnownRecipes.All)
        {
            yield return Recipe($"{recipe.Name}.yaml", RecipeFile.Write(recipe));
        }

        yield return Recipe("custom.yaml", """
            recipe: transfer-full
            numSteps: 100
            tasks:
              landmarks/three:
                family: landmarks
                labels: [left eye, right eye, nose]
                mirror: [1, 0, 2]
                normalizers:
                  inter-ocular: {first: [0], second: [1]}
                dataset: {path: points.jsonl, trainingSplit: train, evaluationSplit: test}
              expression/moods:
                family: expression
                labels: [bored, wide awake]
                batchSize: 16
                weight: 2
                dataset: moods

            """);

        FuzzSeed Recipe(string name, string text)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, text);
            return new FuzzSeed(path, () => _ = RecipeFile.Read(path));
        }
    }

    // A few are enough to reach every reader; fixtures have ten at most, a mutant may claim millions.
    private const int MaxImages = 6;

    private static string Fixtures { get; } = Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets");

    private static FuzzSeed Dataset(string folder, string fixture, FaceTask task, string split, string file, bool hasImages = true)
    {
        var target = DatasetRegistry.Known.GetFolder(task, folder);
        CopyFolder(Path.Combine(Fixtures, fixture), Top(folder, target));
        return new FuzzSeed(
            Path.Combine(Top(folder, target), file),
            () =>
            {
                var dataset = DatasetRegistry.Known.Open(task, folder, split);
                try
                {
                    ReadAll(dataset, hasImages);
                }
                finally
                {
                    (dataset as IDisposable)?.Dispose();
                }
            });
    }

    // RAF-DB's own folder is "basic" in the folder that the fixture is.
    private static string Top(string folder, string target) =>
        Path.Combine(folder, Path.GetRelativePath(folder, target).Split(Path.DirectorySeparatorChar)[0]);

    private static void ReadAll(IFaceDataset dataset, bool hasImages = true)
    {
        for (var i = 0; i < Math.Min(dataset.Count, MaxImages); i++)
        {
            _ = dataset.GetName(i);
            _ = dataset.ReadLabel(i);
            if (hasImages)
            {
                _ = dataset.Read(i);
            }
        }
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
