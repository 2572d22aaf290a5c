using Faceptor.Core.Serialization;
using Faceptor.Models;
using Faceptor.Models.Weights;
using Faceptor.Training.Checkpoints;
using static TorchSharp.torch;

namespace Faceptor.Training.Sessions;

/// <summary>Writes safetensors: weights that carry their model's options, and plain tensors by name.</summary>
public sealed class FaceptorCheckpointWriter : ICheckpointWriter
{
    /// <inheritdoc/>
    public void WriteModel(IFaceModel model, string path) => FaceptorWeights.Save(model, path);

    /// <inheritdoc/>
    public void WriteTensors(IReadOnlyDictionary<string, Tensor> tensors, string path) =>
        SafeTensors.Write(path, tensors, new Dictionary<string, string>());
}
