using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;

namespace Faceptor.Detection.Onnx.Networks;

/// <summary>An input or output of a network.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="IsFloat">Whether it holds 32-bit floating-point numbers.</param>
/// <param name="Dimensions">Its dimensions; -1 where any is possible.</param>
internal sealed record TensorSignature(string Name, bool IsFloat, ImmutableArray<int> Dimensions)
{
    /// <summary>The last dimension; 0 for a single number.</summary>
    public int Columns => Dimensions.Length == 0 ? 0 : Dimensions[^1];

    /// <summary>Product of the other dimensions; null where any is possible.</summary>
    public int? Rows
    {
        get
        {
            var rows = 1L;
            foreach (var dimension in Dimensions.AsSpan()[..^Math.Min(1, Dimensions.Length)])
            {
                if (dimension < 1 || rows > int.MaxValue / dimension)
                {
                    return null;
                }

                rows *= dimension;
            }

            return (int)rows;
        }
    }

    public override string ToString() =>
        $"{Name} [{string.Join(", ", Dimensions.Select(size => size < 0 ? "?" : $"{size}"))}]"
        + (IsFloat ? "" : " (not float)");
}

/// <summary>What a network takes and gives, by which it is recognised.</summary>
/// <param name="Inputs">Its inputs, in the file's order.</param>
/// <param name="Outputs">Its outputs, in the file's order.</param>
internal sealed record NetworkSignature(
    ImmutableArray<TensorSignature> Inputs, ImmutableArray<TensorSignature> Outputs)
{
    private const int MaxShown = 4;

    /// <summary>The signature of a loaded network.</summary>
    public static NetworkSignature Of(InferenceSession session) => new(
        Read(session.InputNames, session.InputMetadata), Read(session.OutputNames, session.OutputMetadata));

    /// <summary>The only input, when it is one image of three channels.</summary>
    /// <param name="isChannelsLast">[1, H, W, 3] instead of [1, 3, H, W].</param>
    /// <param name="layout">Width and height; null where any is possible.</param>
    public bool HasImageInput(bool isChannelsLast, out (int? WidthPx, int? HeightPx) layout)
    {
        layout = default;
        if (Inputs is not [{ IsFloat: true, Dimensions: [-1 or 1, var second, var third, var fourth] }]
            || (isChannelsLast ? fourth : second) != 3)
        {
            return false;
        }

        layout = isChannelsLast ? (Free(third), Free(second)) : (Free(fourth), Free(third));
        return true;

        static int? Free(int size) => size < 1 ? null : size;
    }

    public override string ToString() => $"inputs {List(Inputs)} and outputs {List(Outputs)}";

    private static string List(ImmutableArray<TensorSignature> tensors) =>
        tensors.IsEmpty ? "none"
        : string.Join(", ", tensors.Take(MaxShown))
            + (tensors.Length > MaxShown ? $" and {tensors.Length - MaxShown} more" : "");

    private static ImmutableArray<TensorSignature> Read(
        IReadOnlyList<string> names, IReadOnlyDictionary<string, NodeMetadata> metadata) =>
    [
        .. names.Select(name => metadata[name] is { IsTensor: true } tensor
            ? new TensorSignature(name, tensor.ElementType == typeof(float), [.. tensor.Dimensions])
            : new TensorSignature(name, false, [])),
    ];
}
