using System.Collections.Immutable;
using System.Globalization;
using Faceptor.Core.Serialization;

namespace Faceptor.Models.Weights;

/// <summary>The named tensors of a PyTorch file's object tree, wherever it keeps them.</summary>
/// <param name="Tensors">
/// Of the state dict; of everything, named by the way to it, where there is no state dict.
/// </param>
/// <param name="Values">Plain values beside the state dict.</param>
/// <param name="OtherParts">Containers beside the state dict.</param>
internal sealed record PyTorchTree(
    IReadOnlyDictionary<string, PickledTensor> Tensors,
    IReadOnlyDictionary<string, string> Values,
    ImmutableArray<string> OtherParts)
{
    private const string StateDict = "state_dict";

    public static PyTorchTree Read(object? root)
    {
        var tensors = new OrderedDictionary<string, PickledTensor>(StringComparer.Ordinal);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root is not PickledDictionary mapping || !mapping.TryGetValue(StateDict, out var state))
        {
            AddTensors(tensors, string.Empty, root);
            return new PyTorchTree(tensors, values, []);
        }

        AddTensors(tensors, string.Empty, state);
        var others = ImmutableArray.CreateBuilder<string>();
        foreach (var (key, value) in mapping.Where(pair => pair.Key is not StateDict))
        {
            var name = Convert.ToString(key, CultureInfo.InvariantCulture) ?? string.Empty;
            if (value is bool or long or double or string)
            {
                values[name] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
            }
            else
            {
                others.Add(name);
            }
        }

        return new PyTorchTree(tensors, values, others.ToImmutable());
    }

    private static void AddTensors(OrderedDictionary<string, PickledTensor> tensors, string place, object? value)
    {
        string At(object key) =>
            string.Create(CultureInfo.InvariantCulture, $"{place}{(place.Length > 0 ? "." : string.Empty)}{key}");
        switch (value)
        {
            case PickledTensor tensor:
                tensors[place] = tensor;
                break;
            case PickledDictionary mapping:
                foreach (var (key, item) in mapping)
                {
                    AddTensors(tensors, At(key), item);
                }

                break;
            case IReadOnlyList<object?> items:
                foreach (var (index, item) in items.Index())
                {
                    AddTensors(tensors, At(index), item);
                }

                break;
        }
    }
}
