using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Faceptor.Core.Tensors;
using Faceptor.Imaging;
using static TorchSharp.torch;

namespace Faceptor.Interactive;

/// <summary>
/// Numbers on a grid, such as attention over patches or the heatmap of a landmark, as colours; over an image where there
/// is one.
/// </summary>
/// <remarks>Values are copied, so the tensor may be disposed.</remarks>
public sealed class HeatMap
{
    /// <summary>Copies the values of a tensor.</summary>
    /// <param name="values">Numbers [H, W]; not disposed here.</param>
    /// <param name="image">What lies below the colours; the grid is stretched over the whole of it.</param>
    /// <exception cref="ArgumentException">The tensor has not two dimensions, or holds no number.</exception>
    public HeatMap(Tensor values, RgbImage? image = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.dim() != 2 || values.numel() == 0)
        {
            throw new ArgumentException(
                $"expected numbers [H, W], got [{string.Join(", ", values.shape)}]; take one map of several by an index.",
                nameof(values));
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var copy = values.detach().to(ScalarType.Float32).ToNumbers<float>();
        (NumRows, NumColumns) = ((int)values.size(0), (int)values.size(1));
        Values = ImmutableCollectionsMarshal.AsImmutableArray(copy);
        Image = image;
    }

    /// <summary>Rows of the grid, from the top.</summary>
    public int NumRows { get; }

    /// <summary>Columns of the grid, from the left.</summary>
    public int NumColumns { get; }

    /// <summary>The numbers [rows, columns], the last varying fastest.</summary>
    public ImmutableArray<float> Values { get; }

    /// <summary>What lies below the colours; null for nothing.</summary>
    public RgbImage? Image { get; }
}
