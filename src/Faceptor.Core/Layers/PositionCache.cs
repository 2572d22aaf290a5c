using Faceptor.Core.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Core.Layers;

/// <summary>
/// Keeps tensors that depend only on the weights and the patch grid, so that evaluation computes them once. In
/// training, and whenever gradients are recorded, nothing is kept and what was kept is dropped, because the weights are
/// about to change.
/// </summary>
/// <remarks>
/// Deliberately not a module and not a tensor field, so that nothing of it lands in a checkpoint. Weights that are
/// changed by other means than a recorded forward pass call for <see cref="Clear"/>. Passes on several threads may ask
/// and clear at once: everyone gets a handle of his own, so nothing is freed under a pass.
/// </remarks>
internal sealed class PositionCache
{
    /// <summary>Our choice: a network sees one or two sizes; of more, all are dropped and begun anew.</summary>
    private const int MaxKept = 8;

    private readonly Dictionary<Key, Tensor> _kept = [];
    private readonly Lock _lock = new();

    /// <summary>
    /// Returns the tensor for a grid, which the caller's dispose scope owns and nobody changes.
    /// </summary>
    /// <param name="grid">The patch grid.</param>
    /// <param name="like">A weight that tells type and device.</param>
    /// <param name="isTraining">Whether the owner is in training mode.</param>
    /// <param name="make">Computes the tensor.</param>
    public Tensor Get(PatchGrid grid, Tensor like, bool isTraining, Func<Tensor> make)
    {
        if (isTraining || is_grad_enabled())
        {
            Clear();
            return make();
        }

        var key = new Key(grid, like.dtype, like.device_type, like.device_index, AutocastScope.Current);
        lock (_lock)
        {
            if (!_kept.TryGetValue(key, out var tensor))
            {
                if (_kept.Count == MaxKept)
                {
                    Clear();
                }

                tensor = make().DetachFromDisposeScope();
                _kept.Add(key, tensor);
            }

            return tensor.alias();
        }
    }

    /// <summary>Drops what is kept.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (var tensor in _kept.Values)
            {
                tensor.Dispose();
            }

            _kept.Clear();
        }
    }

    private readonly record struct Key(
        PatchGrid Grid, ScalarType Type, DeviceType Device, int DeviceIndex, ComputePrecision Precision);
}
