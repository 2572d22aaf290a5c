using System.Text.Json.Nodes;
using Faceptor.Core.Decoders;
using Faceptor.Core.Errors;
using Faceptor.Core.Heads;
using Faceptor.Core.Tasks;

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
        foreach (var member in new[] { "layerAttention", "positionEmbedding", "ageActivation" })
        {
            Assert.True(json.Remove(member));
        }

        var read = FaceptorOptionsJson.Read(json.ToJsonString(), "test");

        Assert.Empty(read.LayerAttention);
        Assert.Equal(MemoryPositions.Sine, read.PositionEmbedding);
        Assert.Equal(AgeActivation.NormalizedSigmoid, read.AgeActivation);
    }

    [Theory]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"ageActivation\":\"hardmax\"}")]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"layerAttention\":[{\"task\":\"age/morph2\",\"levels\":[13]}]}")]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"layerAttention\":[{\"levels\":[12]}]}")]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"layerAttention\":[null]}")]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"layerAttention\":[{\"task\":null}]}")]
    [InlineData("{")]
    [InlineData("{\"tasks\":[\"age/none\"]}")]
    [InlineData("{\"tasks\":[\"age/morph2\"],\"encoderDimm\":3}")]
    public void Broken_json_is_refused(string json)
    {
        Assert.Throws<CheckpointException>(() => FaceptorOptionsJson.Read(json, "test"));
    }
}
