using Faceptor.Models;

namespace Faceptor.Testing;

/// <summary>A model that is small enough to make and run in milliseconds.</summary>
internal static class MinuteModel
{
    public static FaceptorOptions Options { get; } = new()
    {
        Tasks = FaceTasks.Base,
        EncoderDim = 16,
        EncoderBlocks = 2,
        EncoderHeads = 2,
        PatchSize = 8,
        PositionGridSide = 4,
        DropPathRate = 0,
        UnusedProjectionDim = 0,
        DecoderDim = 8,
        DecoderLayers = 2,
        DecoderHeads = 2,
        DecoderFeedForwardDim = 16,
        IdentityDim = 12,
        AttributeInputSidePx = 16,
        DenseInputSidePx = 32,
    };

    public static FaceptorModel Create() => FaceptorModelFactory.CreateFaceptor(Options, seed: 3);
}
