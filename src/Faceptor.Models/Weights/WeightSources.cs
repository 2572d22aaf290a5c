namespace Faceptor.Models.Weights;

/// <summary>How the known sources are told apart, and how their names translate.</summary>
internal static class WeightSources
{
    private const string ImageTower = "visual.";

    private static readonly KeyMap Farl = new(
        ReleasedNames.EncoderRules.Select(rule => (rule.Foreign["module.backbone_module.".Length..], rule.Own)), []);

    /// <summary>The model's name for a tensor of a file; null when the source's table has none.</summary>
    public static Func<string, string?> NamesOf(WeightSource source, FaceTask? layerAttentionTask) => source switch
    {
        WeightSource.Own => name => name,
        WeightSource.Released => ReleasedNames.Stage1.ToOwn,
        WeightSource.ReleasedStage2 when layerAttentionTask is not null =>
            ReleasedNames.Stage2(layerAttentionTask).ToOwn,
        WeightSource.ReleasedStage2 => ReleasedNames.Stage1.ToOwn,
        WeightSource.ReleasedNaive => ReleasedNaiveNames.Map.ToOwn,
        WeightSource.Farl => Farl.ToOwn,
        _ => _ => null,
    };

    /// <summary>Why a tensor of a file is left out on purpose; null when it is not.</summary>
    public static string? WhyIgnored(WeightSource source, FaceTask? layerAttentionTask, string name) => source switch
    {
        WeightSource.Farl when !name.StartsWith(ImageTower, StringComparison.Ordinal) => "the text tower",
        WeightSource.ReleasedStage2 when layerAttentionTask is null
            && name.StartsWith(ReleasedNames.Decoder + "new_", StringComparison.Ordinal) =>
            "Layer-Attention of one task, which the file does not name and the caller has to",
        WeightSource.Released or WeightSource.ReleasedStage2 or WeightSource.ReleasedNaive
            when ReleasedNames.IsRedundant(name) =>
            name.StartsWith("module.losses_module.", StringComparison.Ordinal)
                ? "the identity classifier, which belongs to training"
                : "the same norm, registered twice",
        _ => null,
    };

    /// <summary>For people.</summary>
    public static string Describe(WeightSource source) => source switch
    {
        WeightSource.Own => "Faceptor for .NET",
        WeightSource.Released => "released Faceptor checkpoint, stage 1",
        WeightSource.ReleasedStage2 => "released Faceptor checkpoint, stage 2 (Layer-Attention of one task)",
        WeightSource.ReleasedNaive => "released Naive Faceptor checkpoint",
        WeightSource.Farl => "FaRL (an encoder)",
        _ => "unknown",
    };
}
