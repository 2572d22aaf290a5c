using System.Text.Json.Nodes;
using Faceptor.Core.Decoders;
using Faceptor.Core.Heads;
using Faceptor.Core.Layers;

namespace Faceptor.Models.Tests;

public sealed class FaceptorOptionsTests
{
    [Fact]
    public void All_problems_are_reported_at_once()
    {
        var options = MinuteModel.Options with
        {
            EncoderHeads = 3,
            DecoderDim = 6,
            Tasks = [FaceTasks.AgeMorph2, FaceTasks.AgeMorph2],
        };

        var error = Assert.Throws<OptionsException>(() => FaceptorModelFactory.Create(options));

        Assert.Contains("EncoderDim 16 is no multiple of EncoderHeads 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("DecoderDim 6 is no multiple of 4", error.Message, StringComparison.Ordinal);
        Assert.Contains("names a task twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_of_the_naive_subnets_are_reported_for_naive_models_only()
    {
        var options = MinuteNaiveModel.Options with
        {
            NaiveHeads = new NaiveHeadOptions
            {
                DenseDim = 0,
                DenseBlocks = [1, 2, 3],
                AttributeDim = 20,
                AttributeBlocks = [2, 1, 6],
            },
        };

        var error = Assert.Throws<OptionsException>(options.Validate);

        Assert.Contains("DenseDim is 0, expected at least 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("DenseBlocks is [1, 2, 3], expected 4 rising numbers", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "AttributeBlocks is [2, 1, 6], expected rising numbers within 1 to EncoderBlocks 5",
            error.Message,
            StringComparison.Ordinal);
        Assert.Contains("AttributeDim 20 is no multiple of 16", error.Message, StringComparison.Ordinal);
        (options with { Architecture = ModelArchitecture.Faceptor }).Validate();
    }

    [Fact]
    public void Naive_Faceptor_takes_no_layer_attention()
    {
        var options = MinuteNaiveModel.Options with
        {
            LayerAttention = [new LayerAttentionOptions { Task = FaceTasks.AgeMorph2 }],
        };

        var error = Assert.Throws<OptionsException>(options.Validate);

        Assert.Contains(
            "LayerAttention belongs to a Faceptor, Architecture is Naive", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, "AttributeDim 30 is no multiple of the 4 AttributeBlocks")]
    [InlineData(0, "AttributeDim 0 is no multiple of the 4 AttributeBlocks")]
    public void Levels_share_the_attribute_feature_equally(int dim, string problem)
    {
        var options = FaceptorPresets.Naive with { NaiveHeads = new NaiveHeadOptions { AttributeDim = dim } };

        var error = Assert.Throws<OptionsException>(options.Validate);

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Naive_options_survive_json()
    {
        var json = FaceptorOptionsJson.Write(MinuteNaiveModel.Options);

        var read = FaceptorOptionsJson.Read(json, "test");

        Assert.Equal(json, FaceptorOptionsJson.Write(read));
        Assert.Equal(ModelArchitecture.Naive, read.Architecture);
        Assert.Equal([1, 2, 3, 5], read.NaiveHeads.DenseBlocks);
        Assert.Contains("\"architecture\":\"naive\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_from_before_there_were_two_networks_is_a_Faceptor()
    {
        var read = FaceptorOptionsJson.Read("{\"tasks\":[\"age/morph2\"],\"encoderDim\":96}", "test");

        Assert.Equal((ModelArchitecture.Faceptor, 96), (read.Architecture, read.EncoderDim));
    }

    [Fact]
    public void Options_survive_json()
    {
        var json = FaceptorOptionsJson.Write(MinuteModel.Options);

        var read = FaceptorOptionsJson.Read(json, "test");

        Assert.Equal(json, FaceptorOptionsJson.Write(read));
        Assert.Equal(MinuteModel.Options.Tasks, read.Tasks);
        Assert.Contains("\"landmarks/300w\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_written_before_a_member_was_there_take_its_default()
    {
        var json = JsonNode.Parse(FaceptorOptionsJson.Write(MinuteModel.Options))!.AsObject();
        foreach (var member in new[] { "layerAttention", "positionEmbedding", "ageActivation", "dropPathMode" })
        {
            Assert.True(json.Remove(member));
        }

        var read = FaceptorOptionsJson.Read(json.ToJsonString(), "test");

        Assert.Empty(read.LayerAttention);
        Assert.Equal(MemoryPositions.Sine, read.PositionEmbedding);
        Assert.Equal(AgeActivation.NormalizedSigmoid, read.AgeActivation);
        // What such files were trained with.
        Assert.Equal(DropPathMode.Samples, read.DropPathMode);
    }

    [Fact]
    public void Parts_that_lack_a_member_take_its_default_and_tasks_have_to_be_there()
    {
        const string Json = """
            {"tasks": ["age/morph2"], "naiveHeads": {"denseDim": 8},
             "layerAttention": [{"task": "age/morph2", "projection": "perTask"}]}
            """;

        var read = FaceptorOptionsJson.Read(Json, "test");

        Assert.Equal((8, 512), (read.NaiveHeads.DenseDim, read.NaiveHeads.AttributeDim));
        Assert.Equal([4, 6, 8, 12], read.NaiveHeads.DenseBlocks);
        Assert.Equal((LevelProjection.PerTask, true), (read.LayerAttention[0].Projection, read.LayerAttention[0].IsOn));
        Assert.Throws<CheckpointException>(() => FaceptorOptionsJson.Read("{\"encoderDim\":96}", "test"));
        Assert.Throws<CheckpointException>(
            () => FaceptorOptionsJson.Read("{\"tasks\":[\"age/morph2\"],\"layerAttention\":[{\"isOn\":true}]}", "test"));
    }

    [Fact]
    public void What_stochastic_depth_drops_survives_json()
    {
        var json = FaceptorOptionsJson.Write(FaceptorPresets.Base);

        Assert.Contains("\"dropPathMode\":\"tokenPositions\"", json, StringComparison.Ordinal);
        Assert.Equal(DropPathMode.TokenPositions, FaceptorOptionsJson.Read(json, "test").DropPathMode);
    }

    [Fact]
    public void Normalization_survives_json_and_is_the_former_one_where_it_is_not_written()
    {
        var own = MinuteModel.Options with
        {
            Normalization = InputNormalization.Released with
            {
                Attributes = new ChannelNormalization { Mean = [0.1, 0.2, 0.3], Std = [1.0 / 3, 1, 2] },
            },
        };
        var json = JsonNode.Parse(FaceptorOptionsJson.Write(own))!.AsObject();

        var read = FaceptorOptionsJson.Read(json.ToJsonString(), "test");
        json.Remove("normalization");
        var former = FaceptorOptionsJson.Read(json.ToJsonString(), "test");

        Assert.Equal(own.Normalization, read.Normalization);
        Assert.Equal(InputNormalization.BeforeItWasRecorded, former.Normalization);
        Assert.Equal(ChannelNormalization.Clip, former.Normalization.Age);
        Assert.Equal(InputNormalization.Released, MinuteModel.Options.Normalization);
    }

    [Theory]
    [InlineData("mean", "[0.5,0.5]")]
    [InlineData("mean", "[0.5,0.5,0.5,0.5]")]
    [InlineData("mean", "null")]
    [InlineData("mean", "[0.5,null,0.5]")]
    [InlineData("mean", "[127.5,127.5,127.5]")]
    [InlineData("std", "[0.5,0,0.5]")]
    [InlineData("std", "[0.5,-1,0.5]")]
    [InlineData("std", "[0.5,\"NaN\",0.5]")]
    [InlineData("std", "[0.5,1e999,0.5]")]
    [InlineData("std", "[0.5,1e-30,0.5]")]
    [InlineData("std", "0.5")]
    public void Normalization_that_cannot_work_is_refused(string member, string value)
    {
        var json = JsonNode.Parse(FaceptorOptionsJson.Write(MinuteModel.Options))!.AsObject();
        json["normalization"]!["age"]![member] = "HERE";
        var text = json.ToJsonString().Replace("\"HERE\"", value, StringComparison.Ordinal);

        var error = Assert.Throws<CheckpointException>(() => FaceptorOptionsJson.Read(text, "test"));

        Assert.StartsWith("test: the model options cannot be read", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"ageActivation\":\"hardmax\"}")]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"layerAttention\":[{\"task\":\"age/morph2\",\"levels\":[13]}]}")]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"layerAttention\":[{\"levels\":[12]}]}")]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"layerAttention\":[null]}")]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"layerAttention\":[{\"task\":null}]}")]
    [InlineData("{")]
    [InlineData("{\"tasks\":[\"age/none\"]}")]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"dropPathMode\":\"tokens\"}")]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"encoderDimm\":3}")]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"architecture\":\"other\"}")]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"architecture\":1}")]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"naiveHeads\":null}")]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"normalization\":null}")]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"normalization\":{}}")]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"normalization\":{\"age\":{\"mean\":[0,0,0],\"std\":[1,1,1]}}}")]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"architecture\":\"naive\",\"naiveHeads\":{\"denseBlocks\":null}}")]
    public void Broken_json_is_refused(string json)
    {
        Assert.Throws<CheckpointException>(() => FaceptorOptionsJson.Read(json, "test"));
    }
}
