using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Runtime.Versioning;
using Faceptor.Distributed.Collectives;
using Faceptor.Distributed.Launching;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Distributed.Mpi;

/// <summary>Ranks that talk over MPI; tensors of a GPU are copied to the CPU and back.</summary>
/// <remarks>
/// One thread makes all calls, in the order in which they were asked for, so that sums are formed beside the caller's
/// computing. Once a process: MPI can be begun only once.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class MpiCommunicator : ICommunicator, IWaiting
{
    private static readonly TimeSpan AbortLimit = TimeSpan.FromSeconds(3);

    private readonly BlockingCollection<(Action Call, TaskCompletionSource Done)> _calls = [];
    private readonly Thread _thread;
    private MpiMessages _messages = null!;
    private PairwiseCollectives _collectives = null!;
    private bool _isDisposed;

    private MpiCommunicator()
    {
        _thread = new Thread(Work) { IsBackground = true, Name = "MPI" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public int Rank => _messages.Rank;

    /// <inheritdoc/>
    public int NumRanks => _messages.NumRanks;

    /// <inheritdoc/>
    public int LocalRank => _messages.LocalRank;

    /// <inheritdoc/>
    public string Description => $"{_messages.Version}, sums on the CPU";

    /// <inheritdoc/>
    public Activity Activity { get; } = new();

    /// <summary>Joins the processes that a launcher started.</summary>
    /// <exception cref="DistributedException">There is no library, or it does not fit the launcher.</exception>
    public static MpiCommunicator Connect(Launched launch)
    {
        var communicator = new MpiCommunicator();
        try
        {
            communicator.Do(() =>
            {
                communicator._messages = new MpiMessages(launch, communicator.Activity);
                communicator._collectives = new PairwiseCollectives(communicator._messages);
            });
            return communicator;
        }
        catch
        {
            communicator._calls.CompleteAdding();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Sum(Tensor tensor) => Wait(BeginSum(tensor));

    /// <inheritdoc/>
    public Task BeginSum(Tensor tensor)
    {
        TensorMemory.RequireContiguous(tensor, nameof(tensor));
        return Begin(() => OnProcessor(tensor, own => _collectives.Sum(own)));
    }

    /// <inheritdoc/>
    public void Max(Tensor tensor)
    {
        TensorMemory.RequireContiguous(tensor, nameof(tensor));
        Do(() => OnProcessor(tensor, own => _collectives.Max(own)));
    }

    /// <inheritdoc/>
    public void Broadcast(Tensor tensor, int root = 0)
    {
        TensorMemory.RequireContiguous(tensor, nameof(tensor));
        ArgumentOutOfRangeException.ThrowIfNegative(root);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(root, NumRanks);
        Do(() => OnProcessor(tensor, own => _collectives.Broadcast(own, root)));
    }

    /// <inheritdoc/>
    public void AllGather(Tensor own, Tensor all)
    {
        TensorMemory.RequireParts(own, all, NumRanks);
        Do(() =>
        {
            var part = own.cpu();
            OnProcessor(all, whole => _collectives.AllGather(part, whole));
        });
    }

    /// <inheritdoc/>
    public void ReduceScatter(Tensor all, Tensor own)
    {
        TensorMemory.RequireParts(own, all, NumRanks);
        Do(() =>
        {
            var whole = all.cpu();
            OnProcessor(own, part => _collectives.ReduceScatter(whole, part));
        });
    }

    /// <inheritdoc/>
    public void Barrier() => Do(() => _collectives.Barrier());

    /// <inheritdoc/>
    public void Abort(int exitCode)
    {
        // MPI_Abort may be stuck behind the call that is under way; leaving without a farewell makes the launcher end all.
        var abort = new Thread(() => _messages?.Abort(exitCode)) { IsBackground = true };
        abort.Start();
        abort.Join(AbortLimit);
        NativeProcess.Exit(exitCode);
    }

    /// <summary>Waits until all ranks do the same, and ends MPI.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            Do(_messages.Finish);
            _calls.CompleteAdding();
            _thread.Join();
            _calls.Dispose();
        }
    }

    private static void OnProcessor(Tensor tensor, Action<Tensor> call)
    {
        if (tensor.device_type == DeviceType.CPU)
        {
            call(tensor);
            return;
        }

        var copy = tensor.cpu();
        call(copy);
        tensor.copy_(copy);
    }

    private static void Wait(Task task)
    {
        ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
        if (task.Exception is { } error)
        {
            ExceptionDispatchInfo.Throw(error.InnerException!);
        }
    }

    private void Do(Action call) => Wait(Begin(call));

    private Task Begin(Action call)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls.Add((call, done));
        return done.Task;
    }

    private void Work()
    {
        using var quiet = no_grad();
        foreach (var (call, done) in _calls.GetConsumingEnumerable())
        {
            try
            {
                using var scope = NewDisposeScope();
                call();
                done.SetResult();
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        }
    }
}
