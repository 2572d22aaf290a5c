using Faceptor.Core.Encoders;
using Faceptor.Distributed;
using Faceptor.Training.Optimization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Ranks;

/// <summary>
/// Some of the parameters whose gradients are summed: those of a bucket are complete at about the same time and go over
/// the ranks together.
/// </summary>
internal sealed class GradientBucket : IDisposable
{
    private readonly TreeSum _sum = new();
    private readonly bool _compresses;
    private readonly List<(Tensor Numbers, Task Done)> _sent = [];
    private Tensor? _total;

    private GradientBucket(Parameter[] parameters, int boundary, bool compresses)
    {
        _compresses = compresses;
        (Parameters, Boundary) = (parameters, boundary);
        NumGradients = parameters.Sum(parameter => parameter.numel());
    }

    /// <summary>What it holds.</summary>
    public Parameter[] Parameters { get; }

    /// <summary>
    /// The lowest boundary of the encoder at which all of its gradients are complete, see
    /// <see cref="VisionTransformer.BoundaryReached"/>; -1 where they are at the end only.
    /// </summary>
    public int Boundary { get; }

    private long NumGradients { get; }

    /// <summary>
    /// Shares parameters out in the order in which their gradients are complete: what is not the encoder's, its blocks
    /// from the last to the first, the rest of it.
    /// </summary>
    /// <param name="parameters">The parameters, of one number type.</param>
    /// <param name="encoder">The encoder; null leaves parameters in their order, complete at the end.</param>
    /// <param name="maxBytes">Size of a bucket of several parameters.</param>
    /// <param name="compresses">Whether gradients travel as bfloat16.</param>
    /// <returns>At least one; the last is complete at the end.</returns>
    public static GradientBucket[] Cut(
        IEnumerable<Parameter> parameters, VisionTransformer? encoder, long maxBytes, bool compresses)
    {
        var boundaries = new Dictionary<IntPtr, int>();
        foreach (var parameter in encoder?.parameters() ?? [])
        {
            boundaries[parameter.Handle] = -1;
        }

        for (var block = 0; block < (encoder?.NumBlocks ?? 0); block++)
        {
            foreach (var parameter in encoder!.ParametersOfBlock(block))
            {
                boundaries[parameter.Handle] = block;
            }
        }

        var others = encoder?.NumBlocks ?? -1;
        var buckets = new List<GradientBucket>();
        var (own, boundary, numBytes) = (new List<Parameter>(), others, 0L);
        foreach (var (parameter, its) in parameters
            .Select(parameter => (parameter, boundaries.GetValueOrDefault(parameter.Handle, others)))
            .OrderByDescending(entry => entry.Item2))
        {
            var size = parameter.numel() * parameter.ElementSize;
            if (own.Count > 0 && (numBytes + size > maxBytes || (its < 0 && boundary >= 0)))
            {
                buckets.Add(new GradientBucket([.. own], boundary, compresses));
                (own, numBytes) = ([], 0);
            }

            own.Add(parameter);
            (boundary, numBytes) = (its, numBytes + size);
        }

        if (boundary >= 0)
        {
            buckets.Add(new GradientBucket([.. own], boundary, compresses));
            own = [];
        }

        return [.. buckets, new GradientBucket([.. own], -1, compresses)];
    }

    /// <summary>Takes the parameters' gradients, and leaves them without.</summary>
    /// <param name="isUsed">Set where there is a gradient.</param>
    /// <param name="nothing">A zero of the gradients' type and device [1].</param>
    /// <param name="others">Numbers to be summed beside them; not disposed here.</param>
    public void Add(Span<bool> isUsed, Tensor nothing, IReadOnlyList<Tensor> others)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var parts = new Tensor[Parameters.Length + others.Count];
        for (var index = 0; index < Parameters.Length; index++)
        {
            var gradient = Parameters[index].grad;
            isUsed[index] |= gradient is not null;
            parts[index] = gradient ?? nothing.expand(Parameters[index].numel());
            Parameters[index].grad = null;
        }

        for (var index = 0; index < others.Count; index++)
        {
            parts[Parameters.Length + index] = others[index].to(nothing.device).to_type(nothing.dtype);
        }

        _sum.Add(parts.Length == 0 ? nothing.narrow(0, 0, 0).clone() : OptimizerKernels.Flatten(parts));
    }

    /// <summary>Begins to sum over the ranks what was added here.</summary>
    /// <param name="ranks">The ranks.</param>
    public void Begin(ICommunicator ranks)
    {
        using var quiet = no_grad();
        _total = _sum.Take();
        if (!_compresses || ranks.NumRanks == 1)
        {
            Send(_total.alias());
            return;
        }

        Send(_total.narrow(0, 0, NumGradients).to_type(ScalarType.BFloat16));
        if (_total.numel() > NumGradients)
        {
            Send(_total.narrow(0, NumGradients, _total.numel() - NumGradients).clone());
        }

        void Send(Tensor numbers)
        {
            numbers.DetachFromDisposeScope();
            _sent.Add((numbers, numbers.numel() == 0 ? Task.CompletedTask : ranks.BeginSum(numbers)));
        }
    }

    /// <summary>Waits for the sums.</summary>
    /// <returns>
    /// Gradients in the parameters' shapes, and the sums of the numbers beside them [N]; views of one tensor in the
    /// caller's scope.
    /// </returns>
    public (Tensor[] Gradients, Tensor Others) Finish()
    {
        using var scope = NewDisposeScope();
        var first = 0L;
        foreach (var (numbers, done) in _sent)
        {
            done.GetAwaiter().GetResult();
            if (_sent.Count > 1 || numbers.dtype != _total!.dtype)
            {
                _total!.narrow(0, first, numbers.numel()).copy_(numbers);
            }

            first += numbers.numel();
        }

        Release();
        var total = _total!;
        _total = null;
        scope.Attach(total);
        var gradients = Parameters.Length == 0
            ? []
            : OptimizerKernels.Split(total.narrow(0, 0, NumGradients), Parameters);
        var others = total.narrow(0, NumGradients, total.numel() - NumGradients);
        return ([.. gradients.Select(gradient => gradient.MoveToOuterDisposeScope())], others.MoveToOuterDisposeScope());
    }

    /// <summary>Frees what is here, but for what another thread may still be writing to.</summary>
    public void Dispose()
    {
        _sum.Dispose();
        if (_sent.TrueForAll(sent => sent.Done.IsCompleted))
        {
            Release();
            _total?.Dispose();
        }
    }

    private void Release()
    {
        _sent.ForEach(sent => sent.Numbers.Dispose());
        _sent.Clear();
    }
}
