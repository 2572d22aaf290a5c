using Faceptor.Core.Serialization;
using Faceptor.Core.Tasks;
using Faceptor.Models;
using Faceptor.Models.Weights;
using static TorchSharp.torch;

namespace Faceptor.Testing;

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
        using var scope = NewDisposeScope();
        using var file = PyTorchFile.Open(RepositoryPaths.Golden("official_naive.pth.tar"));
        var tensors = file.Tensors("state_dict")
            .Where(pair => !ReleasedNames.IsRedundant(pair.Key))
            .ToDictionary(
                pair => ReleasedNaiveNames.Map.ToOwn(pair.Key) ?? throw new InvalidOperationException(pair.Key),
                pair => file.Read(pair.Value));
        WeightLoader.Load(model, file.Path, tensors);
        model.ClearCaches();
        return model;
    }
}
