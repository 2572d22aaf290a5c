namespace Faceptor.Models.Weights;

/// <summary>The tensor names of the authors' released Naive Faceptor checkpoint, as a table.</summary>
/// <remarks>
/// Tasks, encoder and identity head are named as in <see cref="ReleasedNames"/>, whose
/// <see cref="ReleasedNames.IsRedundant"/> holds here too. A released dense head has one last layer without a task in
/// its name; the table gives it to the dataset that the checkpoint learned from.
/// </remarks>
internal static class ReleasedNaiveNames
{
    private const string Heads = "module.heads_module.heads.";

    /// <summary>Names of the released checkpoint to ours.</summary>
    public static KeyMap Map { get; } = new(
        [
            .. ReleasedNames.EncoderRules,
            .. ReleasedNames.Affine(Heads + "recog.norm", "identity_head.norm"),
            (Heads + "recog.head.0.weight", "identity_head.linear1.weight"),
            .. ReleasedNames.BatchNorm(Heads + "recog.head.1", "identity_head.batch_norm1"),
            (Heads + "recog.head.2.weight", "identity_head.linear2.weight"),
            .. ReleasedNames.BatchNorm(Heads + "recog.head.3", "identity_head.batch_norm2"),
            .. SwinFace(Heads + "age", "age_head"),
            .. SwinFace(Heads + "affect", "expression_head"),
            .. SwinFace(Heads + "biattr", "attributes_head"),
            .. UperNet(Heads + "align", "landmarks_head", FaceTasks.Landmarks300W),
            .. UperNet(Heads + "parsing", "parsing_head", FaceTasks.ParsingCelebAMaskHq),
        ],
        ReleasedNames.TaskNames.Select(pair => (pair.Released, pair.Task.Id)));

    private static IEnumerable<(string Foreign, string Own)> SwinFace(string foreign, string own) =>
    [
        (foreign + ".conv.{number}.weight", own + ".subnet.levels.{number}.weight"),
        .. ReleasedNames.Affine(foreign + ".channel_attention.mlp.1", own + ".subnet.gate.linear1"),
        .. ReleasedNames.Affine(foreign + ".channel_attention.mlp.3", own + ".subnet.gate.linear2"),
        .. ReleasedNames.BatchNorm(foreign + ".norm", own + ".subnet.batch_norm"),
        .. ReleasedNames.Affine(foreign + ".feature.0", own + ".subnet.linear1"),
        .. ReleasedNames.Affine(foreign + ".feature.3", own + ".subnet.linear2"),
        .. ReleasedNames.Affine(foreign + ".fcs.{task}", own + ".outputs.{task}"),
    ];

    private static IEnumerable<(string Foreign, string Own)> UperNet(string foreign, string own, FaceTask task) =>
    [
        .. ReleasedNames.Affine(foreign + ".fpns.0.0", own + ".subnet.pyramid.fourfold_upsample1"),
        .. ReleasedNames.BatchNorm(foreign + ".fpns.0.1", own + ".subnet.pyramid.fourfold_norm"),
        .. ReleasedNames.Affine(foreign + ".fpns.0.3", own + ".subnet.pyramid.fourfold_upsample2"),
        .. ReleasedNames.Affine(foreign + ".fpns.1", own + ".subnet.pyramid.twofold_upsample"),
        .. Unit(foreign + ".head.psp_modules.{number}.1", own + ".subnet.context.pools.{number}"),
        .. Unit(foreign + ".head.bottleneck", own + ".subnet.context.fuse"),
        .. Unit(foreign + ".head.lateral_convs.{number}", own + ".subnet.laterals.{number}"),
        .. Unit(foreign + ".head.fpn_convs.{number}", own + ".subnet.smooths.{number}"),
        .. Unit(foreign + ".head.fpn_bottleneck", own + ".subnet.fuse"),
        .. ReleasedNames.Affine(foreign + ".head.conv_seg", $"{own}.outputs.{task.Id}"),
    ];

    private static IEnumerable<(string Foreign, string Own)> Unit(string foreign, string own) =>
    [
        (foreign + ".conv.weight", own + ".conv.weight"),
        .. ReleasedNames.BatchNorm(foreign + ".bn", own + ".batch_norm"),
    ];
}
