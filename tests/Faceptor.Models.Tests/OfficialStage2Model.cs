using Faceptor.Core.Decoders;
using Faceptor.Models.Weights;
using Faceptor.Serialization.PyTorch;
using static TorchSharp.torch;

namespace Faceptor.Models.Tests;

/// <summary>
/// The reduced network of the golden stage-2 file. The authors' decoder sends every task through the one set of new
/// projections that a file holds, so here every task gets a copy of them.
/// </summary>
internal static class OfficialStage2Model
{
    public static FaceptorModel Load()
    {
        var model = FaceptorModelFactory.CreateFaceptor(OfficialModel.Options);
        using var scope = NewDisposeScope();
        using var file = PyTorchFile.Open(RepositoryPaths.Golden("official_stage2.pth.tar"));
        var released = file.Tensors("state_dict").Where(entry => !ReleasedNames.IsRedundant(entry.Key)).ToArray();
        var tensors = new Dictionary<string, Tensor>();
        foreach (var task in FaceTasks.Full.Where(task => task.NumLabels > 0))
        {
            model.AddLayerAttention(task, LevelProjection.PerTask);
            var names = ReleasedNames.Stage2(task);
            foreach (var (name, tensor) in released)
            {
                tensors[names.ToOwn(name) ?? throw new InvalidOperationException(name)] = file.Read(tensor);
            }
        }

        StateDictLoader.Load(model, file.Path, tensors);
        model.ClearCaches();
        return model;
    }
}
