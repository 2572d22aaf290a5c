namespace Faceptor.Training.Checkpoints;

/// <summary>Names of the files in an output folder.</summary>
public static class TrainingFiles
{
    /// <summary>The model's weights.</summary>
    public const string Weights = "weights.safetensors";

    /// <summary>What the losses learned and the optimiser's state, for resuming.</summary>
    public const string State = "training-state.safetensors";

    /// <summary>Step and reason of the checkpoint.</summary>
    public const string Checkpoint = "checkpoint.json";

    /// <summary>The effective options.</summary>
    public const string Options = "options.json";

    /// <summary>One JSON line per log interval.</summary>
    public const string Log = "log.jsonl";

    /// <summary>Folder of the checkpoint that is written when a loss is not finite.</summary>
    public const string DiagnosticFolder = "diagnostic";
}
