namespace Faceptor.Serialization.Pickles;

/// <summary>
/// Makes sure that a pickle's values can be walked like a tree: no container holds itself, nesting is shallow, and
/// what is used in several places does not multiply beyond measure.
/// </summary>
internal sealed class PickleTree
{
    /// <summary>The deepest nesting of containers.</summary>
    public const int MaxDepth = 100;

    private static readonly Weight Unfinished = new(-1, 0, 0);

    private readonly Dictionary<object, Weight> _weights = new(ReferenceEqualityComparer.Instance);

    private PickleTree()
    {
    }

    /// <summary>Checks a tree.</summary>
    /// <param name="root">The pickle's value.</param>
    /// <param name="maxValues">Values to be met on a walk, shared ones each time.</param>
    /// <param name="maxTensorBytes">Bytes of the tensors to be met on a walk, shared ones each time.</param>
    /// <exception cref="FormatException">The values are no such tree.</exception>
    public static void Require(object? root, long maxValues, long maxTensorBytes)
    {
        var weight = new PickleTree().Weigh(root);
        if (weight.NumValues > maxValues)
        {
            throw new FormatException(
                $"the values repeat each other to more than {maxValues}; no real file does, so it is refused.");
        }

        if (weight.TensorBytes > maxTensorBytes)
        {
            throw new FormatException(
                $"the tensors would take {weight.TensorBytes} bytes, more than the {maxTensorBytes} allowed for a "
                + "file of this size: they repeat the same numbers. Save them without expanding.");
        }
    }

    private Weight Weigh(object? root)
    {
        // Containers are met twice: to queue their children, and to add them up.
        var pending = new Stack<object>();
        if (IsContainer(root))
        {
            pending.Push(root!);
        }

        while (pending.TryPeek(out var container))
        {
            if (!_weights.TryGetValue(container, out var weight))
            {
                _weights[container] = Unfinished;
                foreach (var child in Children(container).Where(IsContainer))
                {
                    Push(child!, pending);
                }
            }
            else
            {
                pending.Pop();
                if (weight == Unfinished)
                {
                    _weights[container] = Sum(container);
                }
            }
        }

        return WeightOf(root);
    }

    private void Push(object child, Stack<object> pending)
    {
        if (!_weights.TryGetValue(child, out var weight))
        {
            pending.Push(child);
        }
        else if (weight == Unfinished)
        {
            throw new FormatException("a container holds itself; no real file does, so it is refused.");
        }
    }

    private Weight Sum(object container)
    {
        var sum = new Weight(0, 1, 0);
        foreach (var child in Children(container))
        {
            var weight = WeightOf(child);
            sum = new Weight(
                Math.Max(sum.Depth, weight.Depth),
                Add(sum.NumValues, weight.NumValues),
                Add(sum.TensorBytes, weight.TensorBytes));
        }

        return sum.Depth < MaxDepth
            ? sum with { Depth = sum.Depth + 1 }
            : throw new FormatException($"containers are nested deeper than {MaxDepth}.");
    }

    private Weight WeightOf(object? value) => value switch
    {
        PickledTensor tensor => new Weight(0, 1, tensor.NumBytes),
        _ when IsContainer(value) => _weights[value!],
        _ => new Weight(0, 1, 0),
    };

    private static bool IsContainer(object? value) => value is PickledDictionary or IReadOnlyList<object?>;

    private static IEnumerable<object?> Children(object container) => container switch
    {
        PickledDictionary mapping => mapping.SelectMany(item => (IEnumerable<object?>)[item.Key, item.Value]),
        _ => (IReadOnlyList<object?>)container,
    };

    private static long Add(long left, long right) => left > long.MaxValue - right ? long.MaxValue : left + right;

    private readonly record struct Weight(int Depth, long NumValues, long TensorBytes);
}
