namespace Faceptor.Serialization;

/// <summary>How far reading or writing a file of tensors is.</summary>
/// <param name="Done">Tensors that are done.</param>
/// <param name="Total">All tensors.</param>
public readonly record struct TensorProgress(int Done, int Total);
