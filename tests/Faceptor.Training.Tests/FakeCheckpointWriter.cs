using Faceptor.Models;
using Faceptor.Training.Checkpoints;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests;

/// <summary>Saves models in TorchSharp's own format, and of other tensors the names and sizes.</summary>
internal sealed class FakeCheckpointWriter : ICheckpointWriter
{
    public void WriteModel(IFaceModel model, string path) => model.Network.save(path);

    public void WriteTensors(IReadOnlyDictionary<string, Tensor> tensors, string path) =>
        File.WriteAllLines(path, tensors.Select(entry => $"{entry.Key} {string.Join('x', entry.Value.shape)}").Order());
}
