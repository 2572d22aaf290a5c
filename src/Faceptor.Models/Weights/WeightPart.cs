namespace Faceptor.Models.Weights;

/// <summary>A part of the network in a weight file.</summary>
/// <param name="Name">Its name in our files.</param>
/// <param name="NumTensors">Tensors, statistics of batch norms among them.</param>
/// <param name="NumParameters">Numbers that are learned.</param>
public sealed record WeightPart(string Name, int NumTensors, long NumParameters);
