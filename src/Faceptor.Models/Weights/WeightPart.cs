namespace Faceptor.Models.Weights;

/// <summary>A part of a weight file: of the network, or one that loading leaves out.</summary>
/// <param name="Name">Its name in our files; for a part that is left out, why.</param>
/// <param name="NumTensors">Tensors, statistics of batch norms among them.</param>
/// <param name="NumParameters">Numbers that are learned.</param>
/// <param name="IsLeftOut">Whether loading leaves it out on purpose.</param>
public sealed record WeightPart(string Name, int NumTensors, long NumParameters, bool IsLeftOut);
