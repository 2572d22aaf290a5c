using System.Collections;
using System.Runtime.Versioning;
using Faceptor.Distributed.Launching;
using Faceptor.Distributed.Mpi;
using Faceptor.Distributed.Nccl;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Distributed;

/// <summary>
/// What the launcher of this process says in its environment: mpirun of Open MPI or MPICH, MVAPICH, srun, torchrun, or
/// none of them.
/// </summary>
public sealed class LaunchEnvironment
{
    private readonly Launched _launched;

    private LaunchEnvironment(Launched launched) => _launched = launched;

    /// <summary>The launcher in a few words, for messages and logs.</summary>
    public string Launcher => _launched.Launcher;

    /// <summary>This process's number, from 0 up to but not <see cref="NumRanks"/>.</summary>
    public int Rank => _launched.Rank;

    /// <summary>Number of processes that were started together; 1 without a launcher.</summary>
    public int NumRanks => _launched.NumRanks;

    /// <summary>This process's number among those of its machine, from 0.</summary>
    public int LocalRank => _launched.LocalRank;

    /// <summary>Reads the environment of this process.</summary>
    /// <exception cref="DistributedException">What it says does not fit together.</exception>
    public static LaunchEnvironment Read() => Read(Environment.GetEnvironmentVariables());

    /// <summary>Reads any environment.</summary>
    /// <param name="variables">Names and values.</param>
    /// <exception cref="DistributedException">What it says does not fit together.</exception>
    internal static LaunchEnvironment Read(IDictionary variables) =>
        new(LauncherNames.Read(new VariableReader(variables)));

    /// <summary>
    /// Lets the process see its own GPU only, the <see cref="LocalRank"/>-th of those that are visible, by
    /// <c>CUDA_VISIBLE_DEVICES</c>. To be called before anything uses CUDA; does nothing for a single process.
    /// </summary>
    /// <exception cref="DistributedException">There are fewer GPUs than processes on this machine.</exception>
    public void ShowOwnGpuOnly()
    {
        if (NumRanks > 1)
        {
            OwnGpu.Show(LocalRank);
        }
    }

    /// <summary>
    /// Joins the processes that the launcher started. Every one of them has to call it, once: MPI can be begun only once.
    /// </summary>
    /// <remarks>
    /// Open MPI's mpirun binds each process to one core unless it is told <c>--bind-to none</c>; libtorch's threads would
    /// share that core.
    /// </remarks>
    /// <param name="device">
    /// What the network computes on: on a CUDA device sums go over NCCL or, where there is none, over MPI and the CPU; on
    /// the CPU over MPI.
    /// </param>
    /// <returns>To be disposed when all ranks have come to their end. One that fails alone calls
    /// <see cref="ICommunicator.Abort"/> instead, as disposing waits for the others.</returns>
    /// <exception cref="DistributedException">
    /// A library is missing, is of another family than the launcher, or the processes do not find each other.
    /// </exception>
    public ICommunicator Connect(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (NumRanks == 1)
        {
            return SingleRank.Instance;
        }

        return OperatingSystem.IsLinux()
            ? ConnectSeveral(device)
            : throw new DistributedException(
                $"{Launcher} started {NumRanks} processes; training on several needs Linux, start one.");
    }

    [SupportedOSPlatform("linux")]
    private ICommunicator ConnectSeveral(Device device)
    {
        if (device.type == DeviceType.CUDA && NcclLibrary.IsThere)
        {
            return NcclCommunicator.Connect(_launched, device);
        }

        return _launched.Kind == LauncherKind.Torchrun
            ? throw new DistributedException(
                $"{Launcher} started {NumRanks} processes; "
                + (device.type == DeviceType.CUDA
                    ? $"{NcclLibrary.Missing}, or start them with 'mpirun -n {NumRanks}'."
                    : "on the CPU they talk over MPI, which it does not start: "
                    + $"use 'mpirun -n {NumRanks}' or '--ranks {NumRanks}' instead."))
            : MpiCommunicator.Connect(_launched);
    }
}
