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
    /// <exception cref="ArgumentException">The model is no <see cref="FaceptorModel"/>.</exception>
    public void WriteModel(IFaceModel model, string path) =>
        FaceptorWeights.Save(
            model as FaceptorModel ?? throw new ArgumentException(
                "only a FaceptorModel can be written.", nameof(model)), path);

    /// <inheritdoc/>
    public void WriteTensors(IReadOnlyDictionary<string, Tensor> tensors, string path) =>
        SafeTensors.Write(path, tensors, new Dictionary<string, string>());
}
