using System.Numerics;
using System.Text.Json;

namespace Faceptor.Abstractions.Tests.Predictions;

public sealed class ImageAnalysisJsonTests
{
    private static readonly FaceTask Helmets = new("attributes/own", TaskFamily.Attributes, "our list", ["helmet"]);

    private static readonly ImageAnalysis Analysis = new("photos/a.png", 200, 100)
    {
        Weights = new WeightsIdentity(
            "00ff", new LearnedFrom { IsComplete = true }.With([new LearnedDataset("landmarks/300w", true)])),
        Faces =
        [
            new FacePrediction(200, 100, new FaceBox(1.5f, 2, 30, 40))
            {
                FivePoints = [new Vector2(1, 2), new(3, 2), new(2, 3), new(1, 4), new(3, 4)],
                Confidence = new FaceConfidence(0.5, 0.9),
                Landmarks = [new(FaceTasks.Landmarks300W, [.. Points(FaceTasks.Landmarks300W)])],
                Parsing =
                [
                    new(
                        FaceTasks.ParsingLaPa,
                        [.. FaceTasks.ParsingLaPa.Labels.Select(label => new ClassArea(label, label, 12, 0.25))]),
                ],
                Ages = [new(FaceTasks.AgeMorph2, 33.5, [0.25, 0.75])],
                Expressions = [new(FaceTasks.ExpressionRafDb, [new("neutral", 0.1), new("happy", 0.9)])],
                Attributes = [new(FaceTasks.AttributesCelebA, [new("Young", 0.75, true)]), new(Helmets, [new("helmet", 0.5, false)])],
                Identities = [new(FaceTasks.IdentityMs1mV3, [0.6f, 0.8f])],
            },
            new FacePrediction(200, 100, new FaceBox(0, 0, 9, 9)),
        ],
    };

    [Fact]
    public void Write_names_everything()
    {
        using var json = JsonDocument.Parse(ImageAnalysisJson.Write(Analysis));

        var root = json.RootElement;
        Assert.Equal(1, root.GetProperty("version").GetInt32());
        Assert.Equal("photos/a.png", root.GetProperty("image").GetString());
        Assert.Equal(200, root.GetProperty("widthPx").GetInt32());
        Assert.Equal("00ff", root.GetProperty("weights").GetProperty("sha256").GetString());
        Assert.True(root.GetProperty("weights").GetProperty("learnedFromSyntheticFacesOnly").GetBoolean());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("failure").ValueKind);
        var face = root.GetProperty("faces")[0];
        Assert.Equal(1.5, face.GetProperty("box").GetProperty("top").GetDouble());
        Assert.Equal("nose tip", face.GetProperty("fivePoints")[2].GetProperty("name").GetString());
        Assert.Equal(0.45, face.GetProperty("confidence").GetProperty("value").GetDouble(), 1e-9);
        Assert.True(face.GetProperty("confidence").GetProperty("isLow").GetBoolean());
        var landmarks = face.GetProperty("landmarks")[0];
        Assert.Equal("landmarks/300w", landmarks.GetProperty("task").GetString());
        Assert.Equal("300W", landmarks.GetProperty("labelSource").GetString());
        Assert.Equal(
            FaceTasks.Landmarks300W.Labels[1], landmarks.GetProperty("points")[1].GetProperty("name").GetString());
        Assert.Equal(1.25, landmarks.GetProperty("points")[1].GetProperty("x").GetDouble());
        Assert.Equal("happy", face.GetProperty("expressions")[0].GetProperty("top").GetString());
        Assert.Equal(33.5, face.GetProperty("ages")[0].GetProperty("years").GetDouble());
        Assert.True(face.GetProperty("attributes")[0].GetProperty("attributes")[0].GetProperty("isPresent").GetBoolean());
        Assert.Equal("attributes/own", face.GetProperty("attributes")[1].GetProperty("task").GetString());
        Assert.Equal("our list", face.GetProperty("attributes")[1].GetProperty("labelSource").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_gives_back_what_was_written(bool isIndented)
    {
        var text = ImageAnalysisJson.Write(Analysis, isIndented);

        var read = ImageAnalysisJson.Read(text, "face.json");

        Assert.Equal(text, ImageAnalysisJson.Write(read, isIndented));
        Assert.Equal(isIndented, text.Contains('\n', StringComparison.Ordinal));
        Assert.Equal(Analysis.Weights, read.Weights);
        Assert.Equal(Analysis.Faces[0].Box, read.Faces[0].Box);
        Assert.Equal(Analysis.Faces[0].Confidence, read.Faces[0].Confidence);
        Assert.Equal((200, 100), (read.Faces[1].WidthPx, read.Faces[1].HeightPx));
        Assert.Equal(FaceTasks.ParsingLaPa, read.Faces[0].Parsing[0].Task);
        Assert.Equal(Helmets.Labels, read.Faces[0].Attributes[1].Task.Labels);
    }

    [Fact]
    public void A_failure_is_kept()
    {
        var failed = new ImageAnalysis("b.png", 0, 0) { Failure = new AnalysisFailure("DatasetException", "no image") };

        var read = ImageAnalysisJson.Read(ImageAnalysisJson.Write(failed), "b.json");

        Assert.Equal(failed.Failure, read.Failure);
        Assert.Empty(read.Faces);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"version":1,"image":"a","widthPx":1,"heightPx":1,"weights":{"sha256":null,"learnedFromSyntheticFacesOnly":false,"learnedFromIsComplete":false,"learnedFrom":[]},"faces":[null],"failure":null}""")]
    [InlineData("""{"version":1,"image":"a","widthPx":1,"heightPx":1,"weights":{"sha256":null,"learnedFromSyntheticFacesOnly":false,"learnedFromIsComplete":false,"learnedFrom":[{"task":"x","synthetic":null}]},"faces":[{"box":null}],"failure":null}""")]
    public void Read_rejects_what_is_no_analysis(string text)
    {
        var error = Assert.Throws<DatasetException>(() => ImageAnalysisJson.Read(text, "face.json"));

        Assert.StartsWith("face.json: expected an analysis", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_version_is_told_apart()
    {
        var text = ImageAnalysisJson.Write(Analysis).Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal);

        var error = Assert.Throws<DatasetException>(() => ImageAnalysisJson.Read(text, "face.json"));

        Assert.StartsWith("face.json: expected version 1, found 2", error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<NamedPoint> Points(FaceTask task) =>
        task.Labels.Select((label, index) => new NamedPoint(label, 1.25f * index, 2.5f));
}
