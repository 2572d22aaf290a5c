using System.Collections.Immutable;

namespace Faceptor;

/// <summary>
/// Runs a face network: normalised planes in, plain numbers out. Prediction knows a network by this interface only, so
/// another runtime is another implementation.
/// </summary>
/// <remarks>
/// Members may be called from several threads; runs take turns. Whoever disposes an engine waits for the run that is
/// going on, and later runs are refused.
/// </remarks>
public interface IFaceEngine : IDisposable
{
    /// <summary>The tasks that the network answers.</summary>
    ImmutableArray<FaceTask> Tasks { get; }

    /// <summary>What the weights have learned from; <see cref="LearnedFrom.Unknown"/> where nothing says so.</summary>
    LearnedFrom LearnedFrom { get; }

    /// <summary>What the network takes for a task.</summary>
    /// <param name="task">One of <see cref="Tasks"/>.</param>
    /// <exception cref="ArgumentException">The network does not hold the task.</exception>
    ModelInputSpec InputOf(FaceTask task);

    /// <summary>Runs the network on inputs of any of its tasks, those of one size together.</summary>
    /// <param name="inputs">The inputs, as <see cref="InputOf"/> says; not changed.</param>
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
}

/// <summary>What a model answers for one input, as plain numbers.</summary>
/// <param name="Task">The task.</param>
/// <param name="Values">
/// Landmarks: points (x, y) [K, 2] in [0, 1] of the input. Parsing: class logits [K, S, S]. Age, expression,
/// attributes: probabilities [K]. Identity: the unit vector [D], of all views together.
/// </param>
public sealed record RawOutput(FaceTask Task, float[] Values);
