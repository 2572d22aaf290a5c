using System.Text;
using System.Text.Json;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Serialization;
using Faceptor.Training.Checkpoints;
using static TorchSharp.torch;

namespace Faceptor.Training.Progress;

/// <summary>The files of a run.</summary>
/// <param name="path">The folder.</param>
/// <param name="isWritten">Whether this process writes; of several that train together the first one does.</param>
internal sealed class TrainingFolder(string path, bool isWritten = true)
{
    private readonly CheckpointStore _checkpoints = new(path);

    /// <summary>The weights of a run that has ended.</summary>
    public string Weights => Path.Combine(path, TrainingFiles.Weights);

    /// <summary>The checkpoint of a run that a number which is not finite has stopped.</summary>
    public string Diagnostic => Path.Combine(path, TrainingFiles.DiagnosticFolder);

    /// <summary>Removes what an earlier run left, then writes the options and an empty log.</summary>
    /// <exception cref="OptionsException">An earlier run left results, and they may not be removed.</exception>
    public void Begin(RunRecord record, bool overwrites)
    {
        if (!isWritten)
        {
            return;
        }

        RunFolder.RequireFree(path, overwrites);
        RunFolder.RemoveResults(path);
        Directory.CreateDirectory(path);
        RunFolder.Claim(path);
        RunRecordFile.Write(Path.Combine(path, TrainingFiles.Options), record);
        AtomicFile.Write(Path.Combine(path, TrainingFiles.Log), _ => { });
    }

    /// <summary>Goes on after a step: what the log says about later ones is forgotten.</summary>
    public void Continue(int step)
    {
        if (isWritten)
        {
            TrainingLog.TruncateAfter(Path.Combine(path, TrainingFiles.Log), step);
        }
    }

    /// <summary>Adds one line; only a crash in the middle of the call can leave a part of one.</summary>
    public void Log(TrainingProgress progress)
    {
        if (!isWritten)
        {
            return;
        }

        var line = JsonSerializer.Serialize(progress, TrainingJsonContext.Default.TrainingProgress) + "\n";
        using var log = new FileStream(
            Path.Combine(path, TrainingFiles.Log), FileMode.Append, FileAccess.Write, FileShare.Read);
        log.Write(Encoding.UTF8.GetBytes(line));
    }

    /// <summary>Writes a checkpoint, and removes old ones.</summary>
    public void Save(
        IFaceModel model, IReadOnlyDictionary<string, Tensor> state, CheckpointManifest manifest, int numKept)
    {
        if (!isWritten)
        {
            return;
        }

        if (manifest.Info.Reason == CheckpointReason.NonFiniteLoss)
        {
            CheckpointStore.Write(Diagnostic, manifest, Write);
        }
        else
        {
            _checkpoints.Save(manifest, numKept, Write);
        }

        void Write(string folder)
        {
            FaceptorWeights.Save(model, Path.Combine(folder, TrainingFiles.Weights));
            TorchFiles.WriteSafeTensors(Path.Combine(folder, TrainingFiles.State), state);
        }
    }

    /// <summary>Writes the weights that the run ends with.</summary>
    public void SaveResult(IFaceModel model)
    {
        if (isWritten)
        {
            FaceptorWeights.Save(model, Weights);
        }
    }
}
