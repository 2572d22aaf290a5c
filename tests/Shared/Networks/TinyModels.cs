using System.Collections.Immutable;
using Faceptor.Imaging;
using Faceptor.Inference;
using Faceptor.Models;

namespace Faceptor.Testing;

/// <summary>Networks with random weights, small enough to run in milliseconds.</summary>
internal static class TinyModels
{
    public static FaceptorOptions Options(params ReadOnlySpan<FaceTask> tasks) => FaceptorPresets.Small with
    {
        Tasks = tasks.ToImmutableArray(),
        EncoderDim = 16,
        EncoderBlocks = 2,
        EncoderHeads = 2,
        DecoderDim = 16,
        DecoderLayers = 1,
        DecoderHeads = 2,
        DecoderFeedForwardDim = 16,
        IdentityDim = 8,
        PatchSize = 12,
        ScratchInitialization = false,
        AttributeInputSidePx = 48,
        DenseInputSidePx = 60,
    };

    public static FaceptorModel Create(params ReadOnlySpan<FaceTask> tasks) =>
        FaceptorModelFactory.CreateFaceptor(Options(tasks), seed: 3);

    public static NaiveFaceptorModel CreateNaive(params ReadOnlySpan<FaceTask> tasks) =>
        FaceptorModelFactory.CreateNaive(
            Options(tasks) with
            {
                Architecture = ModelArchitecture.Naive,
                EncoderBlocks = 4,
                NaiveHeads = new NaiveHeadOptions
                {
                    DenseDim = 8,
                    DenseBlocks = [1, 2, 3, 4],
                    AttributeDim = 16,
                    AttributeBlocks = [2, 4],
                },
            },
            seed: 3);

    /// <summary>An analyzer that owns a model.</summary>
    public static FaceAnalyzer Analyzer(IFaceModel model, FaceAnalyzerOptions? options = null) =>
        new(new TorchEngine(model, ownsModel: true), options: options, ownsEngine: true);

    /// <summary>Predicts all about the face in a box; without one, about an image that is a face.</summary>
    public static FacePrediction Predict(
        this FaceAnalyzer analyzer, RgbImage image, FaceBox? box = null, CancellationToken cancellationToken = default) =>
        box is { } given
            ? analyzer.Analyze(image, [given], cancellationToken: cancellationToken).Faces.Single()
            : analyzer.AnalyzeCropped(image, cancellationToken: cancellationToken);

    /// <summary>All of a prediction but its maps, to compare it by.</summary>
    public static string Text(this FacePrediction prediction) => ImageAnalysisJson.Write(
        new ImageAnalysis("image", prediction.WidthPx, prediction.HeightPx) { Faces = [prediction] });

    /// <summary>An image without two equal neighbours.</summary>
    public static RgbImage Image(int width, int height)
    {
        var image = new RgbImage(width, height);
        for (var index = 0; index < image.Pixels.Length; index++)
        {
            image.Pixels[index] = (byte)((index * 7919) >> 3);
        }

        return image;
    }
}
