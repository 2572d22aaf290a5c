using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Faceptor.Distributed.Collectives;
using Faceptor.Distributed.Launching;
using Faceptor.Distributed.Mpi;
using static TorchSharp.torch;

namespace Faceptor.Distributed.Nccl;

/// <summary>Ranks with a GPU each that talk over NCCL, on the default stream, where libtorch computes.</summary>
/// <remarks>
/// Calls return as soon as the GPU has been told; what is computed next on it finds the result. Tensors of the CPU go to
/// the GPU and back, so calls with them wait. The order of NCCL's additions is its own, the same from run to run on the
/// same machines. Calls come from one thread at a time.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class NcclCommunicator : ICommunicator, IWaiting
{
    private readonly Device _device;
    private readonly MpiCommunicator? _mpi;
    private readonly string _launcher;
    private nint _communicator;

    private NcclCommunicator(Launched launch, Device device, MpiCommunicator? mpi)
    {
        (_device, _mpi, _launcher) = (device, mpi, launch.Launcher);
        (Rank, NumRanks, LocalRank) = (mpi?.Rank ?? launch.Rank, launch.NumRanks, mpi?.LocalRank ?? launch.LocalRank);
        Activity.WaitForAll();
        var id = MakeId(launch);
        // libtorch has to have begun with the device before NCCL asks for the current one.
        using (zeros(1, dtype: ScalarType.Float32, device: device))
        {
            Require(NcclCalls.InitRank(out _communicator, NumRanks, id, Rank), "ncclCommInitRank");
        }

        Activity.Go();
    }

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int NumRanks { get; }

    /// <inheritdoc/>
    public int LocalRank { get; }

    /// <inheritdoc/>
    public string Description
    {
        get
        {
            Require(NcclCalls.GetVersion(out var version), "ncclGetVersion");
            return $"NCCL {version / 10000}.{version / 100 % 100}.{version % 100}, {_launcher}";
        }
    }

    /// <inheritdoc/>
    public Activity Activity { get; } = new();

    /// <summary>Joins the processes that a launcher started.</summary>
    /// <exception cref="DistributedException">They do not find each other.</exception>
    public static NcclCommunicator Connect(Launched launch, Device device)
    {
        if (device.index > 0)
        {
            throw new DistributedException(
                $"expected device cuda:0, the only one that rank {launch.Rank} sees, got {device}; call "
                + $"{nameof(LaunchEnvironment)}.{nameof(LaunchEnvironment.ShowOwnGpuOnly)} before anything uses CUDA.");
        }

        var isMpi = launch.Kind is LauncherKind.OpenMpi or LauncherKind.Mpich;
        return new NcclCommunicator(launch, device, isMpi ? MpiCommunicator.Connect(launch) : null);
    }

    /// <inheritdoc/>
    public void Sum(Tensor tensor) => Reduce(tensor, NcclTypes.Sum);

    /// <inheritdoc/>
    public Task BeginSum(Tensor tensor)
    {
        Sum(tensor);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Max(Tensor tensor) => Reduce(tensor, NcclTypes.Max);

    /// <inheritdoc/>
    public void Broadcast(Tensor tensor, int root = 0)
    {
        TensorMemory.RequireContiguous(tensor, nameof(tensor));
        OnDevice(tensor, own => Require(
            NcclCalls.Broadcast(
                TensorMemory.Address(own), TensorMemory.Address(own), (nuint)TensorMemory.NumBytes(own), NcclTypes.Byte, root,
                _communicator, 0),
            "ncclBroadcast"));
    }

    /// <inheritdoc/>
    public void AllGather(Tensor own, Tensor all)
    {
        TensorMemory.RequireParts(own, all, NumRanks);
        using var scope = NewDisposeScope();
        var part = own.to(_device);
        OnDevice(all, whole => Require(
            NcclCalls.AllGather(
                TensorMemory.Address(part), TensorMemory.Address(whole), (nuint)TensorMemory.NumBytes(part), NcclTypes.Byte,
                _communicator, 0),
            "ncclAllGather"));
    }

    /// <inheritdoc/>
    public void ReduceScatter(Tensor all, Tensor own)
    {
        TensorMemory.RequireParts(own, all, NumRanks);
        using var scope = NewDisposeScope();
        var whole = all.to(_device);
        OnDevice(own, part => Require(
            NcclCalls.ReduceScatter(
                TensorMemory.Address(whole), TensorMemory.Address(part), (nuint)part.numel(), NcclTypes.Of(part.dtype),
                NcclTypes.Sum, _communicator, 0),
            "ncclReduceScatter"));
    }

    /// <summary>Waits until every rank is here and this GPU has done what it was told; says what failed meanwhile.</summary>
    public void Barrier()
    {
        using var one = ones(1, dtype: ScalarType.Int32);
        Sum(one);
        Require(NcclCalls.GetAsyncError(_communicator, out var error), "ncclCommGetAsyncError");
        Require(error, "a call before");
    }

    /// <inheritdoc/>
    public void Abort(int exitCode)
    {
        _mpi?.Abort(exitCode);
        NativeProcess.Exit(exitCode);
    }

    /// <summary>Waits until all ranks do the same.</summary>
    public void Dispose()
    {
        if (_communicator != 0)
        {
            Activity.WaitForAll();
            _ = NcclCalls.Destroy(_communicator);
            _communicator = 0;
            Activity.Go();
            _mpi?.Dispose();
        }
    }

    private void Reduce(Tensor tensor, int operation)
    {
        TensorMemory.RequireContiguous(tensor, nameof(tensor));
        var type = NcclTypes.Of(tensor.dtype);
        OnDevice(tensor, own => Require(
            NcclCalls.AllReduce(
                TensorMemory.Address(own), TensorMemory.Address(own), (nuint)own.numel(), type, operation, _communicator, 0),
            "ncclAllReduce"));
    }

    private void OnDevice(Tensor tensor, Action<Tensor> call)
    {
        Activity.WaitForAll();
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var own = tensor.to(_device);
        call(own);
        if (!ReferenceEquals(own, tensor))
        {
            tensor.copy_(own);
        }

        Activity.Go();
    }

    private NcclCalls.UniqueId MakeId(Launched launch)
    {
        if (_mpi is null)
        {
            // Every rank asks for the id, which then is this address; rank 0 listens there.
            NativeProcess.SetVariable(
                "NCCL_COMM_ID",
                launch.Address ?? throw new DistributedException(
                    $"{_launcher} started {launch.NumRanks} processes and does not say where rank 0 is; set MASTER_ADDR to its "
                    + "machine and MASTER_PORT to a free port there."),
                overwrites: false);
        }

        var id = default(NcclCalls.UniqueId);
        if (_mpi is null || Rank == 0)
        {
            Require(NcclCalls.GetUniqueId(&id), "ncclGetUniqueId");
        }

        if (_mpi is not null)
        {
            var bytes = new Span<byte>(id.Bytes, NcclCalls.UniqueId.NumBytes);
            using var shared = tensor(bytes.ToArray(), ScalarType.Byte);
            _mpi.Broadcast(shared);
            shared.bytes.CopyTo(bytes);
        }

        return id;
    }

    private void Require(int code, string call)
    {
        if (code != 0)
        {
            throw new DistributedException(
                $"rank {Rank}: {call} failed: {Marshal.PtrToStringUTF8(NcclCalls.ErrorString(code))} ({code}); "
                + "NCCL_DEBUG=INFO shows more. Start the run again, with --resume.");
        }
    }
}
