using System.Text.Json.Nodes;
using Faceptor.Models.Weights;
using Faceptor.Serialization;
using Faceptor.Training.Checkpoints;

namespace Faceptor.Cli.Tests;

/// <summary>
/// A run of a few steps that has ended, with a checkpoint of every one of its last steps; made once for all tests of a
/// class, which work on copies.
/// </summary>
public sealed class TinyRun : IDisposable
{
    public const int NumSteps = 5;

    private readonly TemporaryFolder _folder = new();

    public TinyRun()
    {
        CliRunner.Run("data", "synthesize", Data, "--count", "60", "--seed", "5").RequireGood();
        CliRunner.Run(["train", "--data", Data, "--out", Path, .. Settings]).RequireGood();
    }

    /// <summary>Options of the run besides data and folder.</summary>
    public static string[] Settings { get; } =
    [
        "--recipe", "small", "--tasks", "age/morph2,expression/raf-db", "--no-evaluation",
        "--steps", $"{NumSteps}", "--log-interval", "1",
        "--set", "checkpointInterval=1", "--set", "keepCheckpoints=4",
        "--set", "tasks.age/morph2.batchSize=2", "--set", "tasks.expression/raf-db.batchSize=2",
        "--set", "model.dropPathRate=0.2", "--set", "model.encoderDim=48", "--set", "model.encoderHeads=4",
        "--set", "model.encoderBlocks=2", "--set", "model.decoderLayers=2", "--workers", "1",
    ];

    public string Data => _folder.File("data");

    public string Path => _folder.File("run");

    /// <summary>The same run with so many steps that it does not end by itself.</summary>
    internal static string[] Endless(string data, string output, params string[] more) =>
    [
        "train", "--data", data, "--out", output,
        .. Settings.Select(value => value == $"{NumSteps}" ? "100000" : value),
        "--set", "checkpointInterval=0", .. more,
    ];

    /// <summary>Copies the run to another folder.</summary>
    internal string CopyTo(string folder)
    {
        foreach (var file in Directory.GetFiles(Path, "*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(folder, System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return folder;
    }

    internal static string CheckpointOf(string run, int step) =>
        System.IO.Path.Combine(run, TrainingFiles.CheckpointFolder, $"step-{step:D8}");

    internal static string[] Checkpoints(string run) =>
    [
        .. Directory.GetDirectories(System.IO.Path.Combine(run, TrainingFiles.CheckpointFolder))
            .Select(path => System.IO.Path.GetFileName(path)!).Order(StringComparer.Ordinal),
    ];

    /// <summary>Changes the manifest of a checkpoint as an editor would: nothing else learns of it.</summary>
    internal static void Edit(string checkpoint, Action<JsonObject> change)
    {
        var path = System.IO.Path.Combine(checkpoint, TrainingFiles.Checkpoint);
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(json);
        File.WriteAllText(path, json.ToJsonString());
    }

    /// <summary>Makes all checkpoints what versions before checksums of manifests wrote.</summary>
    internal static void MakeOld(string run)
    {
        foreach (var name in Checkpoints(run))
        {
            var folder = System.IO.Path.Combine(run, TrainingFiles.CheckpointFolder, name);
            File.Delete(System.IO.Path.Combine(folder, TrainingFiles.Checksum));
            Edit(folder, json =>
            {
                json["format"] = 1;
                var record = json["run"]!.AsObject();
                string[] later = ["fingerprints", "numThreads", "device", "vectorInstructions"];
                Array.ForEach(later, member => record.Remove(member));
                record["training"]!.AsObject().Remove("checkpointMinutes");
            });
        }
    }

    /// <summary>Asserts that a run has come to the same weights.</summary>
    internal void AssertSameWeights(string run)
    {
        using var whole = SafeTensors.Open(System.IO.Path.Combine(Path, TrainingFiles.Weights));
        using var other = SafeTensors.Open(System.IO.Path.Combine(run, TrainingFiles.Weights));
        Assert.Equal(whole.Names, other.Names);
        Assert.All(whole.Names, name =>
        {
            using var first = whole.Read(name);
            using var second = other.Read(name);
            Assert.True(first.bytes.SequenceEqual(second.bytes), $"{name} differs");
        });
    }

    public void Dispose() => _folder.Dispose();
}
