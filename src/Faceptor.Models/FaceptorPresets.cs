using Faceptor.Core.Layers;

namespace Faceptor.Models;

/// <summary>Ready-made options.</summary>
public static class FaceptorPresets
{
    /// <summary>Faceptor-Base: ViT-B, seven tasks. Paper: Sec. 4.1, Table 2.</summary>
    public static FaceptorOptions Base { get; } = Released(FaceTasks.Base);

    /// <summary>Faceptor-Full: ViT-B, thirteen tasks. Paper: Sec. 4.1, Table 2.</summary>
    public static FaceptorOptions Full { get; } = Released(FaceTasks.Full);

    /// <summary>The tasks of Faceptor-Base in a network that learns drawn faces on a CPU in minutes.</summary>
    /// <remarks>
    /// Our choice: one input size for all tasks, so that every image goes through the encoder in one pass.
    /// </remarks>
    public static FaceptorOptions Small { get; } = new()
    {
        Tasks = FaceTasks.Base,
        EncoderDim = 96,
        EncoderBlocks = 4,
        EncoderHeads = 4,
        PatchSize = 8,
        PositionGridSide = 8,
        ScratchInitialization = true,
        DropPathRate = 0,
        UnusedProjectionDim = 0,
        DecoderDim = 64,
        DecoderLayers = 3,
        DecoderHeads = 4,
        DecoderFeedForwardDim = 256,
        IdentityDim = 128,
        AttributeInputSidePx = 64,
        DenseInputSidePx = 64,
    };

    /// <summary>Naive Faceptor: the encoder and the seven tasks of Faceptor-Base. Paper: Sec. 4.1, Table 3.</summary>
    public static FaceptorOptions Naive { get; } = Base with { Architecture = ModelArchitecture.Naive };

    /// <summary>Naive Faceptor with the encoder and the tasks of <see cref="Small"/>.</summary>
    /// <remarks>Our choice: every subnet reads all four blocks of the small encoder.</remarks>
    public static FaceptorOptions SmallNaive { get; } = Small with
    {
        Architecture = ModelArchitecture.Naive,
        NaiveHeads = new NaiveHeadOptions
        {
            DenseDim = 64,
            DenseBlocks = [1, 2, 3, 4],
            AttributeDim = 64,
            AttributeBlocks = [1, 2, 3, 4],
        },
    };

    private static FaceptorOptions Released(IReadOnlyList<FaceTask> tasks) => new()
    {
        Tasks = tasks,
        DropPathMode = DropPathMode.TokenPositions,
    };
}
