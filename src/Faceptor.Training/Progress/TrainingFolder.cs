using System.Text;
using System.Text.Json;
using Faceptor.Core.Serialization;
using Faceptor.Models;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Recipes;
using static TorchSharp.torch;

namespace Faceptor.Training.Progress;

/// <summary>The files of a run.</summary>
internal sealed class TrainingFolder(string path, ICheckpointWriter writer)
{
    // Indented, because people read it; made from the context's options so that both say the same.
    private static readonly TrainingJsonContext Indented =
        new(new JsonSerializerOptions(TrainingJsonContext.Default.Options) { WriteIndented = true });

    public string Weights => Path.Combine(path, TrainingFiles.Weights);

    public string Diagnostic => Path.Combine(path, TrainingFiles.DiagnosticFolder);

    /// <summary>Writes the options and empties the log of an earlier run.</summary>
    public void Begin(TrainingOptions options)
    {
        WriteJson(
            Path.Combine(path, TrainingFiles.Options),
            JsonSerializer.SerializeToUtf8Bytes(options, Indented.TrainingOptions));
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
            JsonSerializer.SerializeToUtf8Bytes(info, Indented.CheckpointInfo));
    }

    private static void WriteJson(string file, byte[] json) =>
        AtomicFile.Write(file, stream => stream.Write(json));
}
