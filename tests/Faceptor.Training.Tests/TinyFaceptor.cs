using Faceptor.Models;

namespace Faceptor.Training.Tests;

/// <summary>A Faceptor of a few thousand weights that sees <see cref="FakeBatches"/>' images.</summary>
internal static class TinyFaceptor
{
    public const int IdentityDim = 16;

    public static FaceptorOptions Options(params FaceTask[] tasks) => FaceptorPresets.Small with
    {
        Tasks = tasks,
        EncoderDim = 32,
        EncoderBlocks = 4,
        EncoderHeads = 4,
        PatchSize = 4,
        DecoderDim = 16,
        DecoderLayers = 2,
        DecoderHeads = 4,
        DecoderFeedForwardDim = 32,
        IdentityDim = IdentityDim,
        AttributeInputSidePx = FakeFaceModel.AttributeSidePx,
        DenseInputSidePx = FakeFaceModel.DenseSidePx,
        ScratchInitialization = false,
    };

    public static FaceptorModel Create(params FaceTask[] tasks) =>
        (FaceptorModel)FaceptorModelFactory.Create(Options(tasks), seed: 3);
}
