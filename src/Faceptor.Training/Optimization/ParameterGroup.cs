using System.Collections.Immutable;
using TorchSharp.Modules;

namespace Faceptor.Training.Optimization;

/// <summary>Parameters that learn at one rate.</summary>
internal sealed class ParameterGroup
{
    /// <summary>Groups parameters.</summary>
    /// <param name="parameters">The parameters, already on their device.</param>
    /// <param name="weightDecay">Share of a weight taken off per step and unit of rate; 0 or more.</param>
    public ParameterGroup(IEnumerable<NamedParameter> parameters, double weightDecay)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfNegative(weightDecay);
        Parameters = [.. parameters];
        WeightDecay = weightDecay;
    }

    /// <summary>The parameters.</summary>
    public ImmutableArray<NamedParameter> Parameters { get; }

    /// <summary>Share of a weight taken off per step and unit of rate.</summary>
    public double WeightDecay { get; }

    /// <summary>The rate of the next step; 0 until it is set.</summary>
    public double LearningRate { get; set; }
}

/// <summary>A parameter and the name it has in checkpoints.</summary>
/// <param name="Name">Its name, unique among the parameters of one optimiser.</param>
/// <param name="Value">The parameter; owned by its module.</param>
internal readonly record struct NamedParameter(string Name, Parameter Value);
