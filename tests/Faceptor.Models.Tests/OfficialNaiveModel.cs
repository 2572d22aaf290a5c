using Faceptor.Models.Weights;

namespace Faceptor.Models.Tests;

/// <summary>The reduced Naive Faceptor of the golden files, with the weights that the authors' code ran on.</summary>
internal static class OfficialNaiveModel
{
    public static FaceptorOptions Options { get; } = new()
    {
        Tasks = FaceTasks.Base,
        Architecture = ModelArchitecture.Naive,
        EncoderDim = 48,
        EncoderHeads = 4,
        IdentityDim = 40,
        DropPathRate = 0,
        DenseInputSidePx = 64,
        NaiveHeads = new NaiveHeadOptions { DenseDim = 32, AttributeDim = 64 },
    };

    public static NaiveFaceptorModel Load()
    {
        var model = FaceptorModelFactory.CreateNaive(Options);
        FaceptorWeights.LoadInto(model, RepositoryPaths.Golden("official_naive.pth.tar"));
        return model;
    }
}
