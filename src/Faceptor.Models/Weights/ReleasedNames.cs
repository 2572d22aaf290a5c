using System.Collections.Immutable;

namespace Faceptor.Models.Weights;

/// <summary>The tensor names of the authors' released checkpoints of both stages, as tables.</summary>
internal static class ReleasedNames
{
    /// <summary>What the decoder's names begin with.</summary>
    internal const string Decoder = "module.heads_module.decoder.";

    private const string Encoder = "module.backbone_module.visual.";
    private const string Heads = "module.heads_module.interpreters.";

    private static readonly (string Foreign, string Own)[] TaskPairs =
        [.. TaskNames.Select(pair => (pair.Released, pair.Task.Id))];

    private static readonly ImmutableArray<(string Foreign, string Own)> Stage1Rules =
        [
            .. EncoderRules,
            (Decoder + "query_feat.{task}.weight", "decoder.queries.{task}.tokens"),
            (Decoder + "query_embed.{task}.weight", "decoder.queries.{task}.embeddings"),
            (Decoder + "level_embed.weight", "decoder.level_embedding"),
            .. Affine(Decoder + "input_proj.0", "decoder.input_projection"),
            .. Affine(Decoder + "adapt_pos2d.0", "decoder.position_expand"),
            .. Affine(Decoder + "adapt_pos2d.2", "decoder.position_project"),
            .. AttentionNames(
                Decoder + "transformer_cross_attention_layers.{number}.multihead_attn",
                "decoder.layers.{number}.cross_attention"),
            .. Affine(Decoder + "transformer_cross_attention_layers.{number}.norm", "decoder.layers.{number}.norm1"),
            .. AttentionNames(
                Decoder + "transformer_self_attention_layers.{number}.self_attn",
                "decoder.layers.{number}.self_attention"),
            .. Affine(Decoder + "transformer_self_attention_layers.{number}.norm", "decoder.layers.{number}.norm2"),
            .. Affine(
                Decoder + "transformer_ffn_layers.{number}.linear1",
                "decoder.layers.{number}.feed_forward.linear1"),
            .. Affine(
                Decoder + "transformer_ffn_layers.{number}.linear2",
                "decoder.layers.{number}.feed_forward.linear2"),
            .. Affine(Decoder + "transformer_ffn_layers.{number}.norm", "decoder.layers.{number}.norm3"),

            .. Affine(Heads + "map_v2.mask_map.0", "pixel_decoder.upsample1"),
            .. Affine(Heads + "map_v2.mask_map.1", "pixel_decoder.norm.norm"),
            .. Affine(Heads + "map_v2.mask_map.3", "pixel_decoder.upsample2"),
            .. Affine(Heads + "map_v2.mask_embed.layers.0", "map_head.linear1"),
            .. Affine(Heads + "map_v2.mask_embed.layers.1", "map_head.linear2"),
            .. Affine(Heads + "map_v2.mask_embed.layers.2", "map_head.linear3"),
            .. Affine(Heads + "value.fc", "value_head.linear"),
            .. Affine(Heads + "feature_v2.norm", "identity_head.norm"),
            (Heads + "feature_v2.head.0.weight", "identity_head.linear1.weight"),
            .. BatchNorm(Heads + "feature_v2.head.1", "identity_head.batch_norm1"),
            (Heads + "feature_v2.head.2.weight", "identity_head.linear2.weight"),
            .. BatchNorm(Heads + "feature_v2.head.3", "identity_head.batch_norm2"),
        ];

    /// <summary>Names of released stage-1 checkpoints to ours.</summary>
    public static KeyMap Stage1 { get; } = new(Stage1Rules, TaskPairs);

    /// <summary>The encoder's part of the table, which every released checkpoint has.</summary>
    internal static IEnumerable<(string Foreign, string Own)> EncoderRules =>
    [
        (Encoder + "conv1.weight", "encoder.patch_embedding.weight"),
        (Encoder + "class_embedding", "encoder.class_token"),
        (Encoder + "positional_embedding", "encoder.positions.weight"),
        (Encoder + "proj", "encoder.projection"),
        .. Affine(Encoder + "ln_pre", "encoder.norm_pre"),
        .. Affine(Encoder + "ln_post", "encoder.norm_post"),
        .. AttentionNames(Encoder + "transformer.resblocks.{number}.attn", "encoder.blocks.{number}.attention"),
        .. Affine(Encoder + "transformer.resblocks.{number}.ln_1", "encoder.blocks.{number}.norm1"),
        .. Affine(Encoder + "transformer.resblocks.{number}.ln_2", "encoder.blocks.{number}.norm2"),
        .. Affine(
            Encoder + "transformer.resblocks.{number}.mlp.c_fc",
            "encoder.blocks.{number}.feed_forward.linear1"),
        .. Affine(
            Encoder + "transformer.resblocks.{number}.mlp.c_proj",
            "encoder.blocks.{number}.feed_forward.linear2"),
    ];

    /// <summary>The released names of the tasks.</summary>
    public static IReadOnlyList<(string Released, FaceTask Task)> TaskNames =>
    [
        ("align_300w", FaceTasks.Landmarks300W),
        ("align_wflw", FaceTasks.LandmarksWflw),
        ("align_cofw", FaceTasks.LandmarksCofw),
        ("align_aflw", FaceTasks.LandmarksAflw19),
        ("parsing_celebam", FaceTasks.ParsingCelebAMaskHq),
        ("parsing_lapa", FaceTasks.ParsingLaPa),
        ("age_morph2", FaceTasks.AgeMorph2),
        ("age_utkface", FaceTasks.AgeUtkFace),
        ("affect_affectnet", FaceTasks.ExpressionAffectNet),
        ("affect_rafdb", FaceTasks.ExpressionRafDb),
        ("affect_ferplus", FaceTasks.ExpressionFerPlus),
        ("biattr_celeba", FaceTasks.AttributesCelebA),
        ("biattr_lfw73", FaceTasks.AttributesLfw73),
        ("recog_ms1mv3", FaceTasks.IdentityMs1mV3),
    ];

    /// <summary>
    /// Names of a released stage-2 checkpoint to ours. Such a file repeats all of stage 1 and adds Layer-Attention with
    /// <see cref="Faceptor.Core.Decoders.LevelProjection.PerTask"/> for one task, which the names in it do not tell.
    /// </summary>
    /// <param name="task">The task that the file was trained for, one with queries.</param>
    /// <exception cref="ArgumentException">The task has no queries.</exception>
    public static KeyMap Stage2(FaceTask task) => new([.. Stage1Rules, .. LayerAttentionRules(task)], TaskPairs);

    /// <summary>
    /// Names of just what a released stage-2 checkpoint adds to ours, for bringing several such files, one a task, to
    /// one model.
    /// </summary>
    /// <param name="task">The task that the file was trained for, one with queries.</param>
    /// <exception cref="ArgumentException">The task has no queries.</exception>
    public static KeyMap LayerAttention(FaceTask task) => new(LayerAttentionRules(task), TaskPairs);

    /// <summary>
    /// Released tensors that no model of ours holds: a norm that the released module registers twice, and the identity
    /// classifier, which belongs to training.
    /// </summary>
    /// <param name="name">A released name.</param>
    public static bool IsRedundant(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(Heads + "map_v2.mask_map.1.ln.", StringComparison.Ordinal)
            || name.StartsWith("module.losses_module.", StringComparison.Ordinal);
    }

    /// <summary>Whether a released tensor is a 1x1 convolution [D, C, 1, 1] that is a matrix [D, C] here.</summary>
    /// <param name="name">A released name.</param>
    internal static bool IsPointwiseConvolution(string name) =>
        name.EndsWith(".weight", StringComparison.Ordinal)
        && (name.StartsWith(Decoder + "input_proj.", StringComparison.Ordinal)
            || name.StartsWith(Decoder + "new_input_proj.", StringComparison.Ordinal));

    /// <summary>The second name of a tensor that the released module registers twice; null for all others.</summary>
    /// <param name="name">A released name.</param>
    internal static string? SecondNameOf(string name)
    {
        const string Norm = Heads + "map_v2.mask_map.1.";
        return name.StartsWith(Norm, StringComparison.Ordinal) && !IsRedundant(name)
            ? $"{Norm}ln.{name[Norm.Length..]}"
            : null;
    }

    /// <summary>
    /// Released names of what a stage-2 run adds: blocks 2, 4, 6, 8, 10 in this order, projections 0 to 4 and as many
    /// rows of embeddings. Block 12 keeps the names of stage 1.
    /// </summary>
    private static IEnumerable<(string Foreign, string Own)> LayerAttentionRules(FaceTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.NumLabels == 0)
        {
            throw new ArgumentException($"task '{task}' has no queries and so no Layer-Attention.", nameof(task));
        }

        var own = $"decoder.layer_attention.{task.Id}.";
        return
        [
            (Decoder + "new_level_embed.weight", own + "level_embeddings"),
            .. Affine(Decoder + "new_input_proj.{number}", own + "projections.{number}"),
        ];
    }

    internal static IEnumerable<(string Foreign, string Own)> Affine(string foreign, string own) =>
        Names(foreign, own, "weight", "bias");

    internal static IEnumerable<(string Foreign, string Own)> BatchNorm(string foreign, string own) =>
        Names(foreign, own, "weight", "bias", "running_mean", "running_var", "num_batches_tracked");

    private static IEnumerable<(string Foreign, string Own)> AttentionNames(string foreign, string own) =>
        Names(foreign, own, "in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias");

    private static IEnumerable<(string Foreign, string Own)> Names(string foreign, string own, params string[] names) =>
        names.Select(name => ($"{foreign}.{name}", $"{own}.{name}"));
}
