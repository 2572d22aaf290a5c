using System.Collections.Immutable;
using Faceptor.Inference.Families;

namespace Faceptor.Inference;

/// <summary>
/// Hands inputs of many callers to an engine: as many runs side by side as it wants, and the inputs of callers who have
/// to wait together in one run.
/// </summary>
/// <remarks>
/// No thread of its own: whoever finds the engine free runs, and takes along what waits; when his own inputs are
/// answered, he hands over to the first who still waits.
/// </remarks>
internal sealed class EngineQueue(IFaceEngine engine)
{
    /// <summary>Our choice: more inputs in one run gain nothing and make callers wait for each other.</summary>
    private const int MaxInputsPerRun = 256;

    private readonly object _gate = new();
    private readonly LinkedList<Job> _waiting = [];
    private int _numRunning;

    /// <summary>Runs the network on some inputs, alone or together with those of others.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="cancellationToken">Stops waiting, and between passes a run of one caller.</param>
    /// <returns>One output an input, in the same order.</returns>
    /// <exception cref="InvalidOperationException">The engine's outputs do not belong to the inputs.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public ImmutableArray<RawOutput> Run(IReadOnlyList<ModelInput> inputs, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (inputs.Count == 0)
        {
            return [];
        }

        var job = new Job(inputs);
        var leads = false;
        lock (_gate)
        {
            if (_numRunning < Math.Max(1, engine.NumParallelRuns))
            {
                _numRunning++;
                leads = true;
            }
            else
            {
                _waiting.AddLast(job);
            }
        }

        return leads || Wait(job, cancellationToken) ? Lead(job, cancellationToken) : job.Result;
    }

    // Whether the caller has to run himself.
    private bool Wait(Job job, CancellationToken cancellationToken)
    {
        using var wakes = cancellationToken.Register(() =>
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        });
        lock (_gate)
        {
            while (job.State is JobState.Waiting or JobState.Running)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    // Inputs that a run has taken along are answered, and nobody reads it.
                    _waiting.Remove(job);
                    throw new OperationCanceledException(cancellationToken);
                }

                Monitor.Wait(_gate);
            }

            return job.State == JobState.Leading;
        }
    }

    private ImmutableArray<RawOutput> Lead(Job own, CancellationToken cancellationToken)
    {
        try
        {
            var jobs = TakeAlong(own);
            if (jobs.Count == 1)
            {
                return RunChecked(own.Inputs, cancellationToken);
            }

            RunTogether(jobs);
            return own.Result;
        }
        finally
        {
            HandOver();
        }
    }

    private List<Job> TakeAlong(Job own)
    {
        var jobs = new List<Job> { own };
        var numInputs = own.Inputs.Count;
        lock (_gate)
        {
            while (_waiting.First is { Value: var next } && numInputs + next.Inputs.Count <= MaxInputsPerRun)
            {
                _waiting.RemoveFirst();
                next.State = JobState.Running;
                numInputs += next.Inputs.Count;
                jobs.Add(next);
            }
        }

        return jobs;
    }

    private void HandOver()
    {
        lock (_gate)
        {
            if (_waiting.First is { Value: var next })
            {
                _waiting.RemoveFirst();
                next.State = JobState.Leading;
            }
            else
            {
                _numRunning--;
            }

            Monitor.PulseAll(_gate);
        }
    }

    // Callers do not hear of each other: if the run fails, each has one of his own, and a failure of his own.
    private void RunTogether(List<Job> jobs)
    {
        ImmutableArray<RawOutput> outputs = default;
        try
        {
            outputs = RunChecked([.. jobs.SelectMany(job => job.Inputs)], CancellationToken.None);
        }
        catch (Exception)
        {
            foreach (var job in jobs)
            {
                job.TryRun(inputs => RunChecked(inputs, CancellationToken.None));
            }
        }

        lock (_gate)
        {
            var first = 0;
            foreach (var job in jobs)
            {
                job.Outputs = outputs.IsDefault ? job.Outputs : outputs.Slice(first, job.Inputs.Count);
                job.State = JobState.Done;
                first += job.Inputs.Count;
            }

            Monitor.PulseAll(_gate);
        }
    }

    private ImmutableArray<RawOutput> RunChecked(IReadOnlyList<ModelInput> inputs, CancellationToken cancellationToken)
    {
        var outputs = engine.Run(inputs, cancellationToken);
        if (outputs.Length != inputs.Count)
        {
            throw new InvalidOperationException(
                $"expected {inputs.Count} outputs of the engine, one for each input, got {outputs.Length}; mend the "
                + $"engine ({engine.GetType()}).");
        }

        for (var index = 0; index < outputs.Length; index++)
        {
            FamilyPostprocessor.Require(inputs[index], outputs[index]);
        }

        return outputs;
    }

    private enum JobState
    {
        Waiting,
        Running,
        Leading,
        Done,
    }

    private sealed class Job(IReadOnlyList<ModelInput> inputs)
    {
        private System.Runtime.ExceptionServices.ExceptionDispatchInfo? _failure;

        public IReadOnlyList<ModelInput> Inputs { get; } = inputs;

        public JobState State { get; set; } = JobState.Waiting; // under the gate only

        public ImmutableArray<RawOutput> Outputs { get; set; }

        public ImmutableArray<RawOutput> Result
        {
            get
            {
                _failure?.Throw();
                return Outputs;
            }
        }

        public void TryRun(Func<IReadOnlyList<ModelInput>, ImmutableArray<RawOutput>> run)
        {
            try
            {
                Outputs = run(Inputs);
            }
            catch (Exception failure)
            {
                _failure = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(failure);
            }
        }
    }
}
