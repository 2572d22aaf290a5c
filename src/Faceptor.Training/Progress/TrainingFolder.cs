using System.Text;
using System.Text.Json;
using Faceptor.Core.Serialization;
using Faceptor.Models;
using Faceptor.Training.Checkpoints;
using static TorchSharp.torch;

namespace Faceptor.Training.Progress;

/// <summary>The files of a run.</summary>
internal sealed class TrainingFolder(string path, ICheckpointWriter writer)
{
    public string Weights => Path.Combine(path, TrainingFiles.Weights);

    public string Diagnostic => Path.Combine(path, TrainingFiles.DiagnosticFolder);

    /// <summary>Removes what an earlier run left, then writes the options and an empty log.</summary>
    public void Begin(RunRecord record)
    {
        // Backwards, so that a description never outlives what it describes.
        foreach (var name in TrainingFiles.FindResults(path).Reverse())
        {
            File.Delete(Path.Combine(path, name));
        }

        if (Directory.Exists(Diagnostic) && !Directory.EnumerateFileSystemEntries(Diagnostic).Any())
        {
            Directory.Delete(Diagnostic);
        }

        RunRecordFile.Write(Path.Combine(path, TrainingFiles.Options), record);
        WriteJson(Path.Combine(path, TrainingFiles.Log), []);
    }

    /// <summary>
    /// Adds one line; a line is written whole, so a reader never sees half of one after a crash between intervals.
    /// </summary>
    public void Log(TrainingProgress progress)
    {
        var line = JsonSerializer.Serialize(progress, TrainingJsonContext.Default.TrainingProgress) + "\n";
        using var log = new FileStream(
            Path.Combine(path, TrainingFiles.Log), FileMode.Append, FileAccess.Write, FileShare.Read);
        log.Write(Encoding.UTF8.GetBytes(line));
    }

    /// <summary>
    /// Writes weights, state and then the description, which therefore never precedes what it describes.
    /// </summary>
    public void Save(IFaceModel model, IReadOnlyDictionary<string, Tensor> state, CheckpointInfo info)
    {
        var folder = info.Reason == CheckpointReason.NonFiniteLoss ? Diagnostic : path;
        Directory.CreateDirectory(folder);
        writer.WriteModel(model, Path.Combine(folder, TrainingFiles.Weights));
        writer.WriteTensors(state, Path.Combine(folder, TrainingFiles.State));
        WriteJson(
            Path.Combine(folder, TrainingFiles.Checkpoint),
            JsonSerializer.SerializeToUtf8Bytes(info, TrainingJsonContext.Indented.CheckpointInfo));
    }

    private static void WriteJson(string file, byte[] json) =>
        AtomicFile.Write(file, stream => stream.Write(json));
}
