using Faceptor.Core.Tensors;
using Faceptor.Distributed;
using Faceptor.Training.Optimization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Ranks;

/// <summary>
/// Adds up what the portions of a step leave behind, here and on all other ranks: gradients, and a few numbers beside
/// them, in one flat tensor.
/// </summary>
/// <remarks>
/// Sums are a binary tree over the portions, see <see cref="TreeSum"/>, so they have the same bits on any number of
/// ranks. At most log2 of the portions, plus one, flat tensors are alive. Not for use by several threads at once.
/// </remarks>
internal sealed class GradientSum : IDisposable
{
    private readonly ICommunicator _ranks;
    private readonly Parameter[] _parameters;
    private readonly TreeSum _sum = new();
    private readonly Dictionary<int, Tensor> _replicated = [];
    private readonly Tensor _nothing;
    private readonly long _numGradients;
    private readonly bool _compresses;
    private bool[] _isUsed;
    private bool _isAgreed;

    /// <summary>Begins without addends.</summary>
    /// <param name="parameters">All that may have gradients, in the same order on all ranks; of one number type.</param>
    /// <param name="ranks">The other ranks.</param>
    /// <param name="compresses">Whether gradients travel as bfloat16; what is beside them does not.</param>
    public GradientSum(IEnumerable<Parameter> parameters, ICommunicator ranks, bool compresses = false)
    {
        _compresses = compresses;
        _parameters = [.. parameters];
        _ranks = ranks;
        _isUsed = new bool[_parameters.Length];
        _numGradients = _parameters.Sum(parameter => parameter.numel());
        using var scope = NewDisposeScope();
        _nothing = zeros(1, _parameters[0].dtype, _parameters[0].device).DetachFromDisposeScope();
    }

    /// <summary>Takes the parameters' gradients, and leaves them without.</summary>
    /// <param name="others">Numbers to be summed beside them, of the same number each time; not disposed here.</param>
    public void Add(IReadOnlyList<Tensor> others)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var parts = new Tensor[_parameters.Length + others.Count];
        for (var index = 0; index < _parameters.Length; index++)
        {
            var gradient = _parameters[index].grad;
            _isUsed[index] |= gradient is not null;
            parts[index] = gradient ?? _nothing.expand(_parameters[index].numel());
            _parameters[index].grad = null;
        }

        for (var index = 0; index < others.Count; index++)
        {
            parts[_parameters.Length + index] = others[index].to(_nothing.device).to_type(_nothing.dtype);
        }

        _sum.Add(OptimizerKernels.Flatten(parts));
    }

    /// <summary>
    /// Takes the parameters' gradients as whole ones that every rank has computed alike, of what no portion's gradient
    /// is added to.
    /// </summary>
    public void TakeReplicated()
    {
        for (var index = 0; index < _parameters.Length; index++)
        {
            if (_parameters[index].grad is { } gradient)
            {
                _replicated.Add(index, gradient.DetachFromDisposeScope());
                _parameters[index].grad = null;
            }
        }
    }

    /// <summary>
    /// Sums over this rank's portions and over all ranks, and gives the parameters their gradients; waits for the others.
    /// </summary>
    /// <returns>The sums of the numbers beside the gradients, one after another [N], owned by the caller.</returns>
    public Tensor Finish()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var total = _sum.Take();
        scope.Attach(total);
        SumOverRanks(total);
        AgreeOnUse();
        var gradients = OptimizerKernels.Split(total.narrow(0, 0, _numGradients), _parameters);
        for (var index = 0; index < _parameters.Length; index++)
        {
            if (_replicated.Remove(index, out var whole))
            {
                _parameters[index].grad = whole;
                whole.Dispose();
            }
            else if (_isUsed[index])
            {
                _parameters[index].grad = gradients[index];
            }
        }

        return total.narrow(0, _numGradients, total.numel() - _numGradients).clone().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sum.Dispose();
        _nothing.Dispose();
        foreach (var whole in _replicated.Values)
        {
            whole.Dispose();
        }
    }

    private void SumOverRanks(Tensor total)
    {
        if (!_compresses || _ranks.NumRanks == 1)
        {
            _ranks.Sum(total);
            return;
        }

        var gradients = total.narrow(0, 0, _numGradients);
        var sent = gradients.to_type(ScalarType.BFloat16);
        _ranks.Sum(sent);
        gradients.copy_(sent);
        var others = total.narrow(0, _numGradients, total.numel() - _numGradients).clone();
        _ranks.Sum(others);
        total.narrow(0, _numGradients, others.numel()).copy_(others);
    }

    // A parameter that no portion uses rests, decay included; which ones do is the same in every step.
    private void AgreeOnUse()
    {
        if (_isAgreed || _ranks.NumRanks == 1)
        {
            return;
        }

        var used = tensor(_isUsed.Select(used => used ? 1f : 0f).ToArray());
        _ranks.Max(used);
        _isUsed = [.. used.ToNumbers<float>().Select(used => used > 0)];
        _isAgreed = true;
    }
}
