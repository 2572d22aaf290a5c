using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Faceptor.Training.Optimization;

/// <summary>
/// AdamW with one fused operation a group: no temporaries, no waiting for the device. Its state is readable as named
/// tensors.
/// </summary>
/// <remarks>
/// Our choice: TorchSharp's own AdamW keeps two temporaries per parameter alive through a step and is several times
/// slower. Build it after the model has moved to its device. Not for use by several threads at once.
/// </remarks>
internal sealed class FusedAdamW : IDisposable
{
    private const string MeanSuffix = ".exp_avg";
    private const string SquareSuffix = ".exp_avg_sq";
    private const string StepSuffix = ".step";

    private readonly Dictionary<string, Moments> _moments = new(StringComparer.Ordinal);
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _epsilon;
    private bool _isDisposed;

    /// <summary>Creates the optimiser; the defaults are PyTorch's.</summary>
    /// <param name="groups">The parameters, on one device, each in one group only.</param>
    /// <param name="beta1">Decay of the running mean of the gradients, in [0, 1).</param>
    /// <param name="beta2">Decay of the running mean of their squares, in [0, 1).</param>
    /// <param name="epsilon">Added to the root of the squares.</param>
    /// <exception cref="ArgumentException">Two parameters share a name.</exception>
    public FusedAdamW(
        IEnumerable<ParameterGroup> groups, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentOutOfRangeException.ThrowIfNegative(beta1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(beta1, 1.0);
        ArgumentOutOfRangeException.ThrowIfNegative(beta2);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(beta2, 1.0);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        Groups = [.. groups];
        _beta1 = beta1;
        _beta2 = beta2;
        _epsilon = epsilon;
        var twice = Groups.SelectMany(group => group.Parameters).GroupBy(parameter => parameter.Name)
            .FirstOrDefault(same => same.Count() > 1);
        if (twice is not null)
        {
            throw new ArgumentException(
                $"expected parameter '{twice.Key}' once, got it {twice.Count()} times.", nameof(groups));
        }
    }

    /// <summary>The groups; set their rates before a step.</summary>
    public ImmutableArray<ParameterGroup> Groups { get; }

    /// <summary>Moves every parameter that has a gradient; the others, and their weight decay, rest.</summary>
    /// <param name="gradientNorm">
    /// A scalar, for example of <see cref="GradientClipping"/>. Where it is not finite the step changes nothing; the
    /// device decides that without a word to the host. Null: always step.
    /// </param>
    public void Step(Tensor? gradientNorm = null)
    {
        using var scope = NewDisposeScope();
        StepUnless(gradientNorm?.isfinite().logical_not().to_type(ScalarType.Float32).reshape(1));
    }

    /// <summary>Moves every parameter that has a gradient; the others, and their weight decay, rest.</summary>
    /// <param name="skip">
    /// [1], float32, for example of <see cref="GradientScaler"/>. Where it is 1 the step changes nothing; the device
    /// decides that without a word to the host. Null: always step. Not disposed here.
    /// </param>
    /// <exception cref="ObjectDisposedException">The optimiser is disposed.</exception>
    public void StepUnless(Tensor? skip)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        using var noGrad = no_grad();
        foreach (var group in Groups)
        {
            using var scope = NewDisposeScope();
            var moving = new List<(Tensor Parameter, Tensor Gradient, Moments Moments)>(group.Parameters.Length);
            foreach (var (name, parameter) in group.Parameters)
            {
                if (parameter.grad is { } gradient)
                {
                    moving.Add((parameter, gradient, MomentsOf(name, parameter)));
                }
            }

            if (moving.Count == 0)
            {
                continue;
            }

            var device = moving[0].Parameter.device;
            OptimizerKernels.AdamW(
                [.. moving.Select(entry => entry.Parameter)],
                [.. moving.Select(entry => entry.Gradient)],
                [.. moving.Select(entry => entry.Moments.Mean)],
                [.. moving.Select(entry => entry.Moments.Square)],
                [.. moving.Select(entry => entry.Moments.Step)],
                new AdamWOptions(group.LearningRate, _beta1, _beta2, group.WeightDecay, _epsilon),
                skip is null ? zeros(1, ScalarType.Float32, device) : skip.to(device));
        }
    }

    /// <summary>Drops all gradients, so that a parameter which the next step does not use rests.</summary>
    /// <exception cref="ObjectDisposedException">The optimiser is disposed.</exception>
    public void ZeroGrad()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        foreach (var (_, parameter) in Groups.SelectMany(group => group.Parameters))
        {
            using var gradient = parameter.grad;
            parameter.grad = null;
        }
    }

    /// <summary>
    /// The state by name: <c>{parameter}.exp_avg</c>, <c>.exp_avg_sq</c> of the parameter's shape and <c>.step</c> [1],
    /// for every parameter that has moved.
    /// </summary>
    /// <returns>The optimiser's own tensors; copy or write them before the next step, do not dispose them.</returns>
    /// <exception cref="ObjectDisposedException">The optimiser is disposed.</exception>
    public IReadOnlyDictionary<string, Tensor> GetState()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, moments) in _moments)
        {
            state.Add(name + MeanSuffix, moments.Mean);
            state.Add(name + SquareSuffix, moments.Square);
            state.Add(name + StepSuffix, moments.Step);
        }

        return state;
    }

    /// <summary>Names in <see cref="GetState"/> of what has the shape of a parameter.</summary>
    /// <param name="name">The parameter's name.</param>
    public static string[] StateShapedLike(string name) => [name + MeanSuffix, name + SquareSuffix];

    /// <summary>Takes over a state that <see cref="GetState"/> gave; names it does not know are left alone.</summary>
    /// <param name="state">The tensors; copied, not disposed here.</param>
    /// <param name="source">Where they come from, for messages.</param>
    /// <exception cref="CheckpointException">
    /// A parameter has only part of its state, or a shape differs; nothing is changed.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The optimiser is disposed.</exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state, string source)
    {
        ArgumentNullException.ThrowIfNull(state);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var parameters = Groups.SelectMany(group => group.Parameters)
            .Where(entry => state.ContainsKey(entry.Name + MeanSuffix) || state.ContainsKey(entry.Name + SquareSuffix)
                || state.ContainsKey(entry.Name + StepSuffix))
            .ToArray();
        foreach (var (name, parameter) in parameters)
        {
            RequireShape(state, name + MeanSuffix, parameter.shape, source);
            RequireShape(state, name + SquareSuffix, parameter.shape, source);
            RequireShape(state, name + StepSuffix, [1], source);
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in parameters)
        {
            var moments = MomentsOf(name, parameter);
            moments.Mean.copy_(state[name + MeanSuffix]);
            moments.Square.copy_(state[name + SquareSuffix]);
            moments.Step.copy_(state[name + StepSuffix]);
        }
    }

    /// <summary>Frees the state; the parameters stay.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (var moments in _moments.Values)
        {
            moments.Mean.Dispose();
            moments.Square.Dispose();
            moments.Step.Dispose();
        }

        _moments.Clear();
    }

    private static void RequireShape(
        IReadOnlyDictionary<string, Tensor> state, string name, long[] shape, string source)
    {
        if (!state.TryGetValue(name, out var tensor))
        {
            throw new CheckpointException(
                source, $"optimiser state '{name}' is missing; use a complete training checkpoint.");
        }

        if (!tensor.shape.SequenceEqual(shape))
        {
            throw new CheckpointException(
                source,
                $"optimiser state '{name}' has shape [{string.Join(", ", tensor.shape)}],"
                + $" expected [{string.Join(", ", shape)}]; use a checkpoint of the same model.");
        }
    }

    // Moments come with the first gradient: a parameter that never learns costs no memory.
    private Moments MomentsOf(string name, Tensor parameter)
    {
        if (!_moments.TryGetValue(name, out var moments))
        {
            moments = new Moments(
                zeros_like(parameter, requires_grad: false).DetachFromDisposeScope(),
                zeros_like(parameter, requires_grad: false).DetachFromDisposeScope(),
                zeros(1, ScalarType.Float32, parameter.device).DetachFromDisposeScope());
            _moments.Add(name, moments);
        }

        return moments;
    }

    private sealed record Moments(Tensor Mean, Tensor Square, Tensor Step);
}

/// <summary>The numbers of one AdamW step.</summary>
internal readonly record struct AdamWOptions(
    double LearningRate, double Beta1, double Beta2, double WeightDecay, double Epsilon);
