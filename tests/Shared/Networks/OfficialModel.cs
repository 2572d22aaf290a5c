using Faceptor.Models;
using Faceptor.Models.Weights;

namespace Faceptor.Testing;

/// <summary>The reduced network of the golden files, with the weights that the authors' code ran on.</summary>
internal static class OfficialModel
{
    public static FaceptorOptions Options { get; } = new()
    {
        Tasks = FaceTasks.Full,
        EncoderDim = 48,
        EncoderHeads = 4,
        DecoderDim = 32,
        DecoderFeedForwardDim = 64,
        IdentityDim = 40,
        DropPathRate = 0,
        DenseInputSidePx = 64,
    };

    public static FaceptorModel Load()
    {
        var model = FaceptorModelFactory.CreateFaceptor(Options);
        FaceptorWeights.LoadInto(model, RepositoryPaths.Golden("official_stage1.safetensors"));
        return model;
    }
}
