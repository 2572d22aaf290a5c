using Faceptor.Models;
using static TorchSharp.torch;

namespace Faceptor.Training.Checkpoints;

/// <summary>How weights become files; a file appears complete or not at all.</summary>
public interface ICheckpointWriter
{
    /// <summary>Writes a model so that it can be loaded again.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file to write.</param>
    void WriteModel(IFaceModel model, string path);

    /// <summary>Writes tensors by name.</summary>
    /// <param name="tensors">The tensors, on any device; not disposed here.</param>
    /// <param name="path">The file to write.</param>
    void WriteTensors(IReadOnlyDictionary<string, Tensor> tensors, string path);
}
