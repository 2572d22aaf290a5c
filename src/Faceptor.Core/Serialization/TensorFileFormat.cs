namespace Faceptor.Core.Serialization;

/// <summary>The formats of tensors that this library reads.</summary>
public enum TensorFileFormat
{
    /// <summary>Named tensors and text, no code: <see cref="Serialization.SafeTensors"/>.</summary>
    SafeTensors,

    /// <summary>What <c>torch.save</c> writes: <see cref="PyTorchFile"/>.</summary>
    PyTorch,
}
