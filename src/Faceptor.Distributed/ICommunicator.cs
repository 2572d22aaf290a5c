using static TorchSharp.torch;

namespace Faceptor.Distributed;

/// <summary>
/// What the processes of a training run, its ranks, say to each other. Every rank calls the same members in the same
/// order with tensors of the same shapes and types; each call waits for the others unless it says otherwise.
/// </summary>
/// <remarks>
/// Tensors are contiguous, on the CPU or on this rank's device, and are not disposed here. Calls come from one thread
/// at a time.
/// </remarks>
public interface ICommunicator : IDisposable
{
    /// <summary>This process's number, from 0 up to but not <see cref="NumRanks"/>.</summary>
    int Rank { get; }

    /// <summary>Number of processes of the run.</summary>
    int NumRanks { get; }

    /// <summary>This process's number among those of its machine, from 0: which device it uses.</summary>
    int LocalRank { get; }

    /// <summary>The engine and its version in a few words, for logs.</summary>
    string Description { get; }

    /// <summary>
    /// Replaces the numbers by their sums over the ranks. Where the number of ranks is a power of two and the engine
    /// computes on the CPU, sums are formed as a binary tree, (r0 + r1) + (r2 + r3), so that every rank gets the same
    /// bits and they do not depend on how addends are spread over ranks.
    /// </summary>
    /// <param name="tensor">Floating-point numbers or int64; changed in place.</param>
    /// <exception cref="DistributedException">The engine failed, or another rank is gone.</exception>
    void Sum(Tensor tensor);

    /// <summary>Begins <see cref="Sum"/> and returns; the tensor is not to be touched until the task has ended.</summary>
    /// <param name="tensor">Floating-point numbers or int64; changed in place.</param>
    /// <returns>
    /// Ends when the sums are there or, on a GPU, when whatever is computed next on the default stream finds them there.
    /// Sums that were begun one after another end in this order.
    /// </returns>
    Task BeginSum(Tensor tensor);

    /// <summary>Replaces the numbers by the largest of each over the ranks.</summary>
    /// <param name="tensor">Numbers of any type; changed in place.</param>
    /// <exception cref="DistributedException">The engine failed, or another rank is gone.</exception>
    void Max(Tensor tensor);

    /// <summary>Replaces the numbers of all other ranks by those of one.</summary>
    /// <param name="tensor">Numbers of any type; changed in place, but on the root.</param>
    /// <param name="root">The rank whose numbers count.</param>
    /// <exception cref="DistributedException">The engine failed, or another rank is gone.</exception>
    void Broadcast(Tensor tensor, int root = 0);

    /// <summary>Brings the tensors of all ranks together, in the order of the ranks.</summary>
    /// <param name="own">This rank's numbers [N, ...].</param>
    /// <param name="all">Receives those of all ranks [R·N, ...].</param>
    /// <exception cref="DistributedException">The engine failed, or another rank is gone.</exception>
    void AllGather(Tensor own, Tensor all);

    /// <summary>Sums over the ranks, of which each receives its own part; summed as by <see cref="Sum"/>.</summary>
    /// <param name="all">Addends for all ranks, in their order [R·N, ...]; left as scratch.</param>
    /// <param name="own">Receives the sums of this rank's part [N, ...].</param>
    /// <exception cref="DistributedException">The engine failed, or another rank is gone.</exception>
    void ReduceScatter(Tensor all, Tensor own);

    /// <summary>Waits until every rank is here.</summary>
    /// <exception cref="DistributedException">The engine failed, or another rank is gone.</exception>
    void Barrier();

    /// <summary>
    /// Ends the processes of all ranks at once, this one included; for failures that the other ranks cannot notice.
    /// </summary>
    /// <param name="exitCode">What the process ends with, not 0.</param>
    void Abort(int exitCode);
}
