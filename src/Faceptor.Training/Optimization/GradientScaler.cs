using System.Globalization;
using Faceptor.Core.Tensors;
using Faceptor.Training.Recipes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Optimization;

/// <summary>
/// Decides step by step whether the weights move, and in float16 scales losses so that small gradients do not vanish.
/// Nothing here waits for the device but the members that read it.
/// </summary>
/// <remarks>
/// A step: <see cref="Scale"/> every loss before its backward pass; after the last one <see cref="Unscale"/>, then
/// clip, then <see cref="Update"/>, and give its answer to <see cref="FusedAdamW.StepUnless"/>. Released configuration:
/// a scale of 65,536, halved by a step whose gradient overflows and doubled after 100 steps without one. In float32 and
/// bfloat16 the scale is 1 and stays there. A loss that is not finite is a fault; a gradient that is not finite is one
/// where no scale can be blamed, that is, at a scale of 1 or less. A faulty step is always skipped; with
/// <see cref="NonFinitePolicy.Stop"/> so are all after it, until the run looks at <see cref="ReadFault"/> and stops.
/// Not for use by several threads at once.
/// </remarks>
internal sealed class GradientScaler : IDisposable
{
    /// <summary>The scale that float16 begins with. Released configuration: 65,536.</summary>
    public const double InitialScale = 65_536;

    /// <summary>Steps without overflow after which the scale doubles. Released configuration: 100.</summary>
    public const int GrowthInterval = 100;

    private const string ScaleName = "scale";
    private const string TrackerName = "growth_tracker";
    private const string SkippedName = "skipped_steps";

    private readonly ScalerState _state;
    private readonly NonFinitePolicy _policy;

    /// <summary>Creates a scaler that has seen no step.</summary>
    /// <param name="precision">What the network's products are computed in; float16 makes the scale move.</param>
    /// <param name="policy">What is done about faults.</param>
    /// <param name="device">The parameters' device.</param>
    public GradientScaler(ComputePrecision precision, NonFinitePolicy policy, Device device)
    {
        IsScaling = precision == ComputePrecision.Float16;
        _policy = policy;
        _state = ScalerState.Create(IsScaling ? InitialScale : 1, device);
    }

    /// <summary>Whether losses are scaled at all, which they are in float16.</summary>
    public bool IsScaling { get; }

    private ScalerState State
    {
        get
        {
            ObjectDisposedException.ThrowIf(_state.Scale.IsInvalid, this);
            return _state;
        }
    }

    /// <summary>Scales a loss for its backward pass.</summary>
    /// <param name="loss">A scalar; not disposed here.</param>
    /// <returns>A scalar, owned by the caller.</returns>
    public Tensor Scale(Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        var state = State;
        if (!IsScaling)
        {
            return loss.alias();
        }

        using var scalar = state.Scale.squeeze();
        return loss.mul(scalar);
    }

    /// <summary>Takes the scale out of all gradients; once a step, after its last backward pass.</summary>
    /// <param name="parameters">The parameters; those without a gradient are left out.</param>
    public void Unscale(IEnumerable<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!IsScaling)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor[] gradients = [.. parameters.Select(parameter => parameter.grad).OfType<Tensor>()];
        if (gradients.Length > 0)
        {
            OptimizerKernels.Unscale(gradients, State.Scale);
        }
    }

    /// <summary>Decides whether the step moves the weights, counts it and adapts the scale; once a step.</summary>
    /// <param name="losses">The step's losses, scalars without the scale; at least one, not disposed here.</param>
    /// <param name="gradientNorm">
    /// The norm of all gradients without the scale, of <see cref="GradientClipping"/>; not disposed here.
    /// </param>
    /// <returns>
    /// [1], float32: 1 to skip the step, 0 to take it; for <see cref="FusedAdamW.StepUnless"/>. Belongs to the scaler
    /// and changes with the next step.
    /// </returns>
    public Tensor Update(IEnumerable<Tensor> losses, Tensor gradientNorm)
    {
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentNullException.ThrowIfNull(gradientNorm);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var device = State.Scale.device;
        Tensor[] values = [.. losses.Select(loss => loss.detach().to(device))];
        ArgumentOutOfRangeException.ThrowIfZero(values.Length, nameof(losses));
        OptimizerKernels.UpdateScale(
            values,
            gradientNorm.to(device),
            State,
            grows: IsScaling,
            holds: _policy == NonFinitePolicy.Stop,
            GrowthInterval);
        return State.Skip;
    }

    /// <summary>Steps that changed no weight so far; waits for the device.</summary>
    public long ReadSkippedSteps() => State.SkippedSteps.item<long>();

    /// <summary>What losses are multiplied by now; waits for the device.</summary>
    public double ReadScale() => State.Scale.item<float>();

    /// <summary>
    /// Whether the run has to stop: a loss or gradient was not finite and the policy is to stop; waits for the device.
    /// Weights are those of the last step before.
    /// </summary>
    public bool ReadFault() => State.Fault.item<float>() > 0;

    /// <summary>
    /// What a run needs to continue as if it had not stopped: <c>scale</c>, <c>growth_tracker</c>,
    /// <c>skipped_steps</c>, each [1].
    /// </summary>
    /// <returns>The scaler's own tensors; copy or write them before the next step, do not dispose them.</returns>
    public IReadOnlyDictionary<string, Tensor> GetState() => new Dictionary<string, Tensor>(StringComparer.Ordinal)
    {
        [ScaleName] = State.Scale,
        [TrackerName] = State.GrowthTracker,
        [SkippedName] = State.SkippedSteps,
    };

    /// <summary>Takes over a state that <see cref="GetState"/> gave; names it does not know are left alone.</summary>
    /// <param name="state">The tensors; copied, not disposed here.</param>
    /// <param name="source">Where they come from, for messages.</param>
    /// <exception cref="CheckpointException">
    /// A part is missing or no single number, or the scale does not fit the precision; nothing is changed.
    /// </exception>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state, string source)
    {
        ArgumentNullException.ThrowIfNull(state);
        using var scope = NewDisposeScope();
        foreach (var name in GetState().Keys)
        {
            if (!state.TryGetValue(name, out var part) || part.numel() != 1)
            {
                throw new CheckpointException(
                    source,
                    $"gradient scaler state '{name}' is {(part is null ? "missing" : $"of {part.numel()} numbers")}, "
                    + "expected one number; use a complete training checkpoint.");
            }
        }

        var scale = state[ScaleName].to(ScalarType.Float64).item<double>();
        if (!(scale > 0 && double.IsFinite(scale) && (IsScaling || scale == 1)))
        {
            throw new CheckpointException(
                source,
                $"the gradient scale is {scale.ToString(CultureInfo.InvariantCulture)}, expected "
                + $"{(IsScaling ? "a number above 0" : "1 outside of float16")}; resume in the precision of the "
                + "checkpoint.");
        }

        using var noGrad = no_grad();
        foreach (var (name, own) in GetState())
        {
            own.copy_(state[name].reshape(1));
        }
    }

    /// <summary>Frees the scaler's numbers.</summary>
    public void Dispose() => _state.Dispose();
}
