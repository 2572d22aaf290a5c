using System.Collections.Immutable;
using Faceptor.Core.Tasks;

namespace Faceptor.Core.Engines;

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
    /// <exception cref="Errors.CheckpointException">The network answers with numbers that are not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="ObjectDisposedException">The engine or its network is disposed.</exception>
    ImmutableArray<RawOutput> Run(IReadOnlyList<ModelInput> inputs, CancellationToken cancellationToken = default);
}
