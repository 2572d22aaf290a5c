using System.Collections.Immutable;

namespace Faceptor;

/// <summary>
/// Runs a face network: normalised planes in, plain numbers out. Prediction knows a network by this interface only, so
/// another runtime is another implementation.
/// </summary>
/// <remarks>
/// Members may be called from several threads, and runs may go on side by side. Whoever disposes an engine waits for the
/// runs that are going on, and later runs are refused.
/// </remarks>
public interface IFaceEngine : IDisposable
{
    /// <summary>The tasks that the network answers.</summary>
    ImmutableArray<FaceTask> Tasks { get; }

    /// <summary>What the weights have learned from; <see cref="LearnedFrom.Unknown"/> where nothing says so.</summary>
    LearnedFrom LearnedFrom { get; }

    /// <summary>
    /// The SHA-256 of the weight file in lower-case hexadecimal digits; null, as here, for weights from no file.
    /// </summary>
    string? WeightsSha256 => null;

    /// <summary>
    /// How many runs make sense side by side, at least 1, as here. Callers beyond it wait, and their inputs are run
    /// together.
    /// </summary>
    int NumParallelRuns => 1;

    /// <summary>What the network takes for a task.</summary>
    /// <param name="task">One of <see cref="Tasks"/>.</param>
    /// <exception cref="ArgumentException">The network does not hold the task.</exception>
    ModelInputSpec InputOf(FaceTask task);

    /// <summary>Runs the network on inputs of any of its tasks, those of one size together.</summary>
    /// <param name="inputs">
    /// The inputs, as <see cref="InputOf"/> says; not changed. Inputs of several tasks that hold the same array see the
    /// same image: an engine may look at it once for all of them.
    /// </param>
    /// <param name="cancellationToken">Stops between passes of the network.</param>
    /// <returns>One output an input, in the same order.</returns>
    /// <exception cref="Faceptor.CheckpointException">The network answers with numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The engine or its network is disposed.</exception>
    ImmutableArray<RawOutput> Run(IReadOnlyList<ModelInput> inputs, CancellationToken cancellationToken = default);
}

/// <summary>What a model sees for one task.</summary>
/// <param name="Task">The task.</param>
/// <param name="SidePx">Side S of the square input in pixels.</param>
/// <param name="Views">
/// RGB planes [3, S, S], normalised: one view, or the plain and the mirrored one where
/// <see cref="FaceFraming.AddsMirroredView"/>.
/// </param>
public sealed record ModelInput(FaceTask Task, int SidePx, params float[][] Views);

/// <summary>What a model takes for one task.</summary>
/// <param name="Task">The task; <see cref="FaceTask.Framing"/> says which part of an image it sees.</param>
/// <param name="SidePx">Side S of the square input in pixels.</param>
/// <param name="Normalization">How pixel values become input values.</param>
public sealed record ModelInputSpec(FaceTask Task, int SidePx, ChannelNormalization Normalization)
{
    /// <summary>Which part of an image the input shows.</summary>
    public FaceFraming Framing => Task.Framing;

    /// <summary>
    /// The network also takes sides that are a multiple of this, in pixels; 0 where it takes <see cref="SidePx"/> only.
    /// </summary>
    public int SideStepPx { get; init; }
}

/// <summary>What a model answers for one input, as plain numbers.</summary>
/// <param name="Task">The task.</param>
/// <param name="Values">
/// Landmarks: points (x, y) [K, 2] in [0, 1] of the input. Parsing: class logits [K, S, S]. Age, expression,
/// attributes: probabilities [K]. Identity: the unit vector [D], of all views together.
/// </param>
public sealed record RawOutput(FaceTask Task, float[] Values)
{
    /// <summary>
    /// Landmarks: how high each point's heatmap rises, from 0 to 1, which training teaches at the point [K]; empty for
    /// other families and where the engine does not say.
    /// </summary>
    public float[] Peaks { get; init; } = [];
}
