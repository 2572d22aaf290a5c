using TorchSharp.Modules;

namespace Faceptor.Training.Optimization;

/// <summary>A parameter and the name it has in checkpoints.</summary>
/// <param name="Name">Its name, unique among the parameters of one optimiser.</param>
/// <param name="Value">The parameter; owned by its module.</param>
public readonly record struct NamedParameter(string Name, Parameter Value);
