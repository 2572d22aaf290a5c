using Faceptor.Models.Weights;

namespace Faceptor.Models.Tests.Weights;

public sealed class KeyMapTests
{
    [Theory]
    [InlineData("module.backbone_module.visual.conv1.weight", "encoder.patch_embedding.weight")]
    [InlineData(
        "module.backbone_module.visual.transformer.resblocks.11.mlp.c_fc.bias",
        "encoder.blocks.11.feed_forward.linear1.bias")]
    [InlineData("module.heads_module.decoder.query_feat.align_300w.weight", "decoder.queries.landmarks/300w.tokens")]
    [InlineData(
        "module.heads_module.interpreters.feature_v2.head.3.running_var",
        "identity_head.batch_norm2.running_var")]
    public void Released_names_translate(string released, string own)
    {
        Assert.Equal(own, ReleasedNames.Stage1.ToOwn(released));
    }

    [Theory]
    [InlineData(
        "module.backbone_module.visual.transformer.resblocks.11.mlp.c_fc.bias",
        "encoder.blocks.11.feed_forward.linear1.bias")]
    [InlineData("module.heads_module.heads.recog.head.2.weight", "identity_head.linear2.weight")]
    [InlineData("module.heads_module.heads.biattr.conv.3.weight", "attributes_head.subnet.levels.3.weight")]
    [InlineData(
        "module.heads_module.heads.affect.fcs.affect_rafdb.bias", "expression_head.outputs.expression/raf-db.bias")]
    [InlineData("module.heads_module.heads.align.head.conv_seg.weight", "landmarks_head.outputs.landmarks/300w.weight")]
    [InlineData(
        "module.heads_module.heads.parsing.head.psp_modules.2.1.bn.running_var",
        "parsing_head.subnet.context.pools.2.batch_norm.running_var")]
    public void Released_naive_names_translate(string released, string own)
    {
        Assert.Equal(own, ReleasedNaiveNames.Map.ToOwn(released));
    }

    [Theory]
    [InlineData("module.heads_module.heads.pose.conv.3.weight")]
    [InlineData("module.heads_module.heads.align.head.conv_seg.running_mean")]
    [InlineData("module.heads_module.decoder.level_embed.weight")]
    public void Names_that_are_not_naive_do_not(string name)
    {
        Assert.Null(ReleasedNaiveNames.Map.ToOwn(name));
    }

    [Theory]
    [InlineData("module.backbone_module.visual.conv1.weight.more")]
    [InlineData("module.heads_module.decoder.query_feat.align_unknown.weight")]
    [InlineData("visual.conv1.weight")]
    public void Other_names_do_not(string name)
    {
        Assert.Null(ReleasedNames.Stage1.ToOwn(name));
    }

    [Theory]
    [InlineData("new_level_embed.weight", "decoder.layer_attention.age/utkface.level_embeddings")]
    [InlineData("new_input_proj.4.bias", "decoder.layer_attention.age/utkface.projections.4.bias")]
    public void Names_that_stage_2_adds_translate_for_the_task_of_the_file(string released, string own)
    {
        var name = "module.heads_module.decoder." + released;

        Assert.Null(ReleasedNames.Stage1.ToOwn(name));
        Assert.Equal(own, ReleasedNames.Stage2(FaceTasks.AgeUtkFace).ToOwn(name));
        Assert.Equal(own, ReleasedNames.LayerAttention(FaceTasks.AgeUtkFace).ToOwn(name));
    }

    [Fact]
    public void A_stage_2_file_holds_stage_1_too_and_no_task_without_queries()
    {
        const string Level = "module.heads_module.decoder.level_embed.weight";

        Assert.Equal("decoder.level_embedding", ReleasedNames.Stage2(FaceTasks.AgeUtkFace).ToOwn(Level));
        Assert.Null(ReleasedNames.LayerAttention(FaceTasks.AgeUtkFace).ToOwn(Level));
        Assert.Throws<ArgumentException>(() => ReleasedNames.Stage2(FaceTasks.IdentityMs1mV3));
    }

    [Fact]
    public void Redundant_names_are_the_repeated_norm_and_the_losses()
    {
        Assert.True(ReleasedNames.IsRedundant("module.heads_module.interpreters.map_v2.mask_map.1.ln.weight"));
        Assert.True(ReleasedNames.IsRedundant("module.losses_module.losses.recog_ms1mv3.classifier"));
        Assert.False(ReleasedNames.IsRedundant("module.heads_module.interpreters.map_v2.mask_map.1.weight"));
    }
}
