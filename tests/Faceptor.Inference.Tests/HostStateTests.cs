using Faceptor.Models;
using Faceptor.Models.Weights;
using static TorchSharp.torch;

namespace Faceptor.Inference.Tests;

/// <summary>What the program around has set in libtorch changes no answer.</summary>
[Collection(TorchGeneratorCollection.Name)]
public sealed class HostStateTests
{
    private static readonly FaceBox Box = new(20, 30, 100, 110);

    [Theory]
    [InlineData(ModelArchitecture.Faceptor, ScalarType.Float64)]
    [InlineData(ModelArchitecture.Faceptor, ScalarType.BFloat16)]
    [InlineData(ModelArchitecture.Naive, ScalarType.Float64)]
    [InlineData(ModelArchitecture.Naive, ScalarType.Float16)]
    public void Answers_do_not_depend_on_the_default_number_type(ModelArchitecture architecture, ScalarType type)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("w.safetensors");
        var usual = Save(path, architecture);
        var before = get_default_dtype();
        set_default_dtype(type);
        try
        {
            using var made = Create(architecture);
            Assert.All(made.Module.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
            Assert.All(
                made.Module.buffers(),
                buffer => Assert.Contains(buffer.dtype, (ScalarType[])[ScalarType.Float32, ScalarType.Int64]));
            AssertSame(usual, Predict(path));
        }
        finally
        {
            set_default_dtype(before);
        }
    }

    [Fact]
    public void Answers_do_not_depend_on_gradients_inference_mode_and_the_generator()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("w.safetensors");
        var usual = Save(path, ModelArchitecture.Faceptor);

        using (no_grad())
        {
            AssertSame(usual, Predict(path));
        }

        using (inference_mode())
        {
            AssertSame(usual, Predict(path));
            using var made = Create(ModelArchitecture.Faceptor);
            Assert.All(made.Module.parameters(), parameter => Assert.True(parameter.requires_grad));
        }

        manual_seed(12345);
        AssertSame(usual, Predict(path));
    }

    [Fact]
    public void Answers_do_not_depend_on_the_default_device()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("w.safetensors");
        var usual = Save(path, ModelArchitecture.Faceptor);
        using var analyzer = new FaceAnalyzer(TorchEngine.Load(path), ownsEngine: true);
        var before = get_default_device();
        set_default_device(META);
        try
        {
            AssertSame(usual, analyzer.Predict(TinyModels.Image(140, 120), Box, CancellationToken.None));
        }
        finally
        {
            set_default_device(before);
        }
    }

    private static IFaceModel Create(ModelArchitecture architecture) => architecture == ModelArchitecture.Naive
        ? TinyModels.CreateNaive([.. FaceTasks.Base])
        : TinyModels.Create([.. FaceTasks.Base]);

    private static FacePrediction Save(string path, ModelArchitecture architecture)
    {
        using var model = Create(architecture);
        FaceptorWeights.Save(model, path);
        return Predict(path);
    }

    private static FacePrediction Predict(string path)
    {
        using var analyzer = new FaceAnalyzer(TorchEngine.Load(path), ownsEngine: true);
        return analyzer.Predict(TinyModels.Image(140, 120), Box, CancellationToken.None);
    }

    private static void AssertSame(FacePrediction expected, FacePrediction actual)
    {
        Assert.Equal(expected.Text(), actual.Text());
        Assert.Equal(expected.Parsing[0].Map!.Classes, actual.Parsing[0].Map!.Classes);
    }
}
