using Faceptor.Core.Decoders;
using Faceptor.Imaging;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Serialization.PyTorch;
using static TorchSharp.torch;

namespace Faceptor.Docs.Tests;

/// <summary>
/// Tests that follow documents take turns: commands and programs name files from the folder that they run in, and a
/// process has one such folder.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ReadersCollection : ICollectionFixture<PreparedFiles>
{
    public const string Name = "readers";
}

/// <summary>
/// The files that documents speak of, small and made once: synthetic datasets in the real layouts, networks of a few
/// numbers in every weight format, an image, a run that can be resumed.
/// </summary>
public sealed class PreparedFiles : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // These networks are too small to gain by more threads, which wait for each other where a machine has other work.
    public PreparedFiles() => set_num_threads(1);

    /// <summary>The file or folder that stands for a name of a document; null where it is none of these.</summary>
    /// <param name="name">The name, from the folder that the reader is in.</param>
    internal string? Find(string name) => name switch
    {
        "datasets" => Once("datasets", MakeDatasets),
        "synthetic" => Once("synthetic", path => Draw(path, "all")),
        "photo.jpg" or "group.jpg" => Once("photo.jpg", path => File.WriteAllBytes(
            path,
            ImageCodec.EncodeJpeg(ImageCodec.Read(
                Path.Combine(RepositoryPaths.Root, "samples", "pictures", "astronaut.png"))))),
        "photos" => Once("photos", path => MakePictures(path, "a.jpg", "more/b.jpg")),
        "people" => Once("people", path => MakePictures(path, "anna/1.jpg", "anna/2.jpg", "bert.jpg")),
        "boxes.csv" => Once("boxes.csv", path => File.WriteAllText(
            path, $"path,left,top,right,bottom\n{Find("photo.jpg")},172,62,282,192\n")),
        "faces" or "faces/faces.csv" => Once("faces", path => CustomFaces.Write(path, 8)),
        "blazeface-back" => Detector(name),
        "FaRL.pth" => Once(name, MakeFarl),
        "stage1.pth.tar" => Once(name, path => MakeReleased(path, null)),
        "stage2.pth.tar" => Once(name, path => MakeReleased(path, FaceTasks.AgeMorph2)),
        "naive.pth.tar" => Once(name, MakeReleasedNaive),
        "faceptor.safetensors" or "weights.safetensors" => Once("base.safetensors", path => MakeNetwork(path, FaceTasks.Base)),
        "full/weights.safetensors" => Once("full.safetensors", path => MakeNetwork(path, FaceTasks.Full)),
        _ when name.EndsWith("/weights.safetensors", StringComparison.Ordinal) => Find("faceptor.safetensors"),
        _ => null,
    };

    /// <summary>A run that ended and can be resumed.</summary>
    internal string Run => Once("run", path => CliRunner.Run(
        [
            "train", "--data", Find("synthetic")!, "--out", path, "--tasks", "age/morph2", "--steps", "1", "--workers",
            "1", "--set", "tasks.age/morph2.batchSize=2", "--set", "model.encoderDim=32",
        ]).RequireGood());

    public void Dispose() => _folder.Dispose();

    /// <summary>A detector that eng/models.sh has fetched; null where it has not.</summary>
    internal static string? Detector(string name)
    {
        var path = Path.Combine(RepositoryPaths.Root, "artifacts", "models", $"{name}.onnx");
        return File.Exists(path) ? path : null;
    }

    private static void Draw(string path, string sets) =>
        CliRunner.Run("data", "synthesize", path, "--count", "8", "--sets", sets).RequireGood();

    private void MakePictures(string folder, params string[] names)
    {
        foreach (var path in names.Select(name => Path.Combine(folder, name)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Copy(Find("photo.jpg")!, path);
        }
    }

    // The sets that are not drawn come from the fixtures.
    private static void MakeDatasets(string path)
    {
        Draw(path, "all");
        foreach (var name in new[] { "WFLW", "COFW", "UTKFace", "FERPlus" })
        {
            Directory.CreateSymbolicLink(
                Path.Combine(path, name),
                Path.Combine(RepositoryPaths.Root, "tests", "Fixtures", "datasets", "layoutA", name));
        }

        CustomDatasets.Write(path, 8);
    }

    private static void MakeNetwork(string path, IReadOnlyList<FaceTask> tasks)
    {
        using var model = FaceptorModelFactory.Create(
            FaceptorPresets.Small with { Tasks = tasks, EncoderDim = 32, EncoderBlocks = 2, DecoderLayers = 2 }, seed: 1);
        FaceptorWeights.Save(model, path);
    }

    // Of released sizes where a file does not say them: heads of 64 numbers, 8 in the decoder, inputs of 112.
    private static FaceptorOptions Released { get; } = new()
    {
        Tasks = FaceTasks.Base,
        EncoderDim = 64,
        EncoderHeads = 1,
        EncoderBlocks = 4,
        PositionGridSide = 8,
        DenseInputSidePx = 128,
        DecoderDim = 32,
        DecoderLayers = 2,
        DecoderFeedForwardDim = 64,
        IdentityDim = 40,
        DropPathRate = 0,
    };

    private static void MakeReleased(string path, FaceTask? layerAttention)
    {
        using var model = FaceptorModelFactory.CreateFaceptor(Released, seed: 1);
        if (layerAttention is not null)
        {
            model.AddLayerAttention(layerAttention, LevelProjection.PerTask);
        }

        OfficialCheckpointWriter.Write(model, path, layerAttention);
    }

    private static void MakeReleasedNaive(string path)
    {
        using var model = FaceptorModelFactory.CreateNaive(
            Released with { Architecture = ModelArchitecture.Naive, EncoderBlocks = 12 }, seed: 1);
        OfficialCheckpointWriter.Write(model, path);
    }

    // The reduced file of the golden numbers, with four of its twelve blocks.
    private static void MakeFarl(string path)
    {
        using var scope = NewDisposeScope();
        using var file = PyTorchFile.Open(RepositoryPaths.Golden("farl_style.pth"));
        var state = new OrderedDictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, tensor) in file.Tensors("state_dict").Where(entry => !IsLaterBlock(entry.Key)))
        {
            state[name] = file.Read(tensor);
        }

        TorchFiles.WritePyTorch(path, new Dictionary<string, object?> { ["state_dict"] = state }, null, default);

        static bool IsLaterBlock(string name) => name.Split('.') is [_, _, "resblocks", var number, ..]
            && int.TryParse(number, out var block) && block >= 4;
    }

    private string Once(string name, Action<string> make)
    {
        var path = _folder.File(name);
        if (!Path.Exists(path))
        {
            make(path);
        }

        return path;
    }
}
