namespace Faceptor.Evaluation.Metrics;

/// <summary>Share of right answers, attribute by attribute; unknown labels do not count. Higher is better.</summary>
/// <remarks>Not for use by several threads at once.</remarks>
internal sealed class AttributeAccuracy
{
    private readonly Accuracy[] _attributes;

    /// <summary>Starts with no samples.</summary>
    /// <param name="numAttributes">Number of attributes K.</param>
    public AttributeAccuracy(int numAttributes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numAttributes);
        _attributes = [.. Enumerable.Range(0, numAttributes).Select(_ => new Accuracy())];
    }

    /// <summary>Number of samples so far.</summary>
    public long Count { get; private set; }

    /// <summary>The share of each attribute [K]; NaN where no label was known.</summary>
    public IReadOnlyList<double> PerAttribute => [.. _attributes.Select(attribute => attribute.Value)];

    /// <summary>Mean over the attributes with a known label; NaN when there is none.</summary>
    public double Mean
    {
        get
        {
            var known = PerAttribute.Where(double.IsFinite).ToArray();
            return known.Length == 0 ? double.NaN : known.Average();
        }
    }

    /// <summary>Adds a sample.</summary>
    /// <param name="predicted">Predicted answers [K].</param>
    /// <param name="truth">1 yes, 0 no, -1 unknown [K].</param>
    /// <exception cref="ArgumentException">A count is not K.</exception>
    public void Add(ReadOnlySpan<bool> predicted, ReadOnlySpan<sbyte> truth)
    {
        if (predicted.Length != _attributes.Length || truth.Length != _attributes.Length)
        {
            throw new ArgumentException(
                $"expected {_attributes.Length} attributes, "
                + $"got {predicted.Length} predicted and {truth.Length} true ones.");
        }

        Count++;
        for (var index = 0; index < truth.Length; index++)
        {
            if (truth[index] >= 0)
            {
                _attributes[index].Add(predicted[index] == (truth[index] == 1));
            }
        }
    }
}
