using System.Text.Json;

namespace Faceptor.Abstractions.Tests.Predictions;

public sealed class FacePredictionJsonTests
{
    private static readonly FacePrediction Prediction = new(200, 100, new FaceBox(1.5f, 2, 30, 40))
    {
        Landmarks = [new(FaceTasks.Landmarks300W, [new("contour 1", 1.25f, 2.5f)])],
        Parsing = [new(FaceTasks.ParsingLaPa, [new("nose", "nose", 12, 0.25)])],
        Ages = [new(FaceTasks.AgeMorph2, 33.5, [0.25, 0.75])],
        Expressions = [new(FaceTasks.ExpressionRafDb, [new("neutral", 0.1), new("happy", 0.9)])],
        Attributes = [new(FaceTasks.AttributesCelebA, [new("Young", 0.75, true)])],
        Identities = [new(FaceTasks.IdentityMs1mV3, [0.6f, 0.8f])],
    };

    [Fact]
    public void Write_names_everything()
    {
        using var json = JsonDocument.Parse(FacePredictionJson.Write(Prediction));

        var root = json.RootElement;
        Assert.Equal(200, root.GetProperty("widthPx").GetInt32());
        Assert.Equal("landmarks/300w", root.GetProperty("landmarks")[0].GetProperty("task").GetString());
        Assert.Equal(
            "contour 1", root.GetProperty("landmarks")[0].GetProperty("points")[0].GetProperty("name").GetString());
        Assert.Equal(1.25, root.GetProperty("landmarks")[0].GetProperty("points")[0].GetProperty("x").GetDouble());
        Assert.Equal("happy", root.GetProperty("expressions")[0].GetProperty("top").GetString());
        Assert.Equal(1, root.GetProperty("expressions")[0].GetProperty("topIndex").GetInt32());
        Assert.Equal(Expression.Happy, Prediction.Expressions[0].TopExpression);
        var attribute = root.GetProperty("attributes")[0].GetProperty("attributes")[0];
        Assert.True(attribute.GetProperty("isPresent").GetBoolean());
        Assert.Equal(33.5, root.GetProperty("ages")[0].GetProperty("years").GetDouble());
    }

    [Fact]
    public void Read_gives_back_what_was_written()
    {
        var text = FacePredictionJson.Write(Prediction);

        var read = FacePredictionJson.Read(text, "face.json");

        Assert.Equal(text, FacePredictionJson.Write(read));
        Assert.Equal(Prediction.Box, read.Box);
        Assert.Equal(FaceTasks.ParsingLaPa, read.Parsing[0].Task);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"widthPx":1,"heightPx":1,"ages":[{"task":"age/nobody"}]}""")]
    public void Read_rejects_what_is_no_prediction(string text)
    {
        var error = Assert.Throws<DatasetException>(() => FacePredictionJson.Read(text, "face.json"));

        Assert.StartsWith("face.json: expected a prediction", error.Message, StringComparison.Ordinal);
    }
}
