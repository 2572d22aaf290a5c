using Faceptor.Detection.Onnx.Networks;

namespace Faceptor.Detection.Onnx.Tests.Networks;

/// <summary>Networks that are none of the known ones are refused with what was seen.</summary>
public sealed class RecognitionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, long[], string[], int[]> Others => new()
    {
        { "a classifier", [1, 3, 224, 224], ["logits"], [1, 1000] },
        { "YuNet of 2022", [1, 3, 120, 160], ["loc", "conf", "iou"], [1075, 14, 1075, 2, 1075, 1] },
        { "grey images", [1, 1, 64, 64], ["a", "b", "c", "d"], [1, 512, 1, 384, 1, 512, 1, 384] },
        { "BlazeFace of another size", [1, 192, 192, 3], ["a", "b"], [1, 2304, 1, 2304] },
        { "no outputs of a detector", [1, 3, 64, 64], ["a", "b", "c"], [1, 4, 1, 4, 1, 4] },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Others))]
    public void Another_network_is_named_by_what_it_takes_and_gives(
        string kind, long[] input, string[] names, int[] dimensions)
    {
        Assert.NotEmpty(kind);
        var size = dimensions.Length / names.Length;
        var outputs = names.Select((name, index) =>
        {
            long[] shape = [.. dimensions.Skip(index * size).Take(size).Select(dimension => (long)dimension)];
            return new ConstantOutput(name, new float[shape.Aggregate((one, other) => one * other)], shape);
        });

        var error = Refusal(OnnxFile.Write(input, outputs));

        Assert.Contains("expected YuNet of 2023 or later, SCRFD or BlazeFace, got inputs", error, StringComparison.Ordinal);
        Assert.Contains($"input [{string.Join(", ", input)}]", error, StringComparison.Ordinal);
        Assert.Contains(names[0], error, StringComparison.Ordinal);
        Assert.Contains("faceptor detector list", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_takes_what_it_was_trained_on()
    {
        Assert.Equal(
            new InputLayout { WidthPx = null, HeightPx = null, MultiplePx = 32, IsBlueFirst = true },
            InputOf(SyntheticDetectors.YuNet(takesAnySize: true)));
        Assert.Equal(
            new InputLayout { WidthPx = 64, HeightPx = 64, MultiplePx = 32, Mean = 127.5f, Scale = 1 / 128f },
            InputOf(SyntheticDetectors.Scrfd()));
        Assert.Equal(
            new InputLayout
            {
                WidthPx = 128,
                HeightPx = 128,
                IsChannelsLast = true,
                Mean = 127.5f,
                Scale = 1 / 127.5f,
                IsCentred = true,
                Enlarges = true,
            },
            InputOf(SyntheticDetectors.BlazeFace()));
    }

    [Fact]
    public void Numbers_of_64_bits_are_refused()
    {
        var outputs = new[] { new ConstantOutput("scores", new float[896], 1, 896, 1) };

        var error = Refusal(OnnxFile.Write([1, 128, 128, 3], outputs, inputIsDouble: true));

        Assert.Contains("input [1, 128, 128, 3] (not float)", error, StringComparison.Ordinal);
    }

    private InputLayout InputOf(SyntheticDetectors made)
    {
        using var network = DetectorNetwork.Load(_folder.Write("detector.onnx", made.ToBytes()), numThreads: 1);
        return network.Family.Input;
    }

    private string Refusal(byte[] file)
    {
        var path = _folder.Write("other.onnx", file);
        var error = Assert.Throws<CheckpointException>(() => OnnxFaceDetector.Load(path));
        Assert.Equal(path, error.Path);
        return error.Message;
    }
}
