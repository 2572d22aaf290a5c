using Faceptor.Core.Serialization;
using Faceptor.Core.Tasks;
using Faceptor.Models;
using Faceptor.Models.Weights;
using static TorchSharp.torch;

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
        using var scope = NewDisposeScope();
        using var file = SafeTensors.Open(RepositoryPaths.Golden("official_stage1.safetensors"));
        var tensors = file.Names
            .Where(name => !ReleasedNames.IsRedundant(name))
            .ToDictionary(
                name => ReleasedNames.Stage1.ToOwn(name) ?? throw new InvalidOperationException(name),
                file.Read);
        WeightLoader.Load(model, file.Path, tensors);
        model.ClearCaches();
        return model;
    }
}
