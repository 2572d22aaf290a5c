using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Faceptor.Core.Tensors;
using Faceptor.Models.Families;
using Faceptor.Models.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Models;

/// <summary>Runs a model with TorchSharp, on the device that its parameters are on.</summary>
/// <remarks>
/// The model is in evaluation mode until the engine is disposed, and in its former mode afterwards. Runs may go on side by
/// side: nobody may train the model or change its weights meanwhile. An image's answers do not depend, to the last bit, on
/// what else is in a run: measured for networks of the presets' sizes in float32 on one processor; in layers of some 16
/// numbers last bits may differ.
/// </remarks>
public sealed class TorchEngine : IFaceEngine
{
    // Stands for the file of weights that came from nowhere in particular.
    private const string UnknownSource = "the model";

    // More in one pass gains nothing on a processor, and takes memory: a dense image at once, or some thirty others.
    private const long MaxPixelsOnProcessor = 32 * 112 * 112;
    private const long MaxPixelsOnDevice = 16 * 512 * 512;

    private readonly UseGuard _uses;
    private readonly string _weightsPath;
    private readonly bool _ownsModel;
    private readonly bool _wasTraining;
    private readonly int _threads;

    /// <summary>Wraps a model, which is put into evaluation mode.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ownsModel">Whether disposing the engine disposes the model.</param>
    /// <param name="options">How it runs; null for the defaults.</param>
    /// <exception cref="OptionsException">An option cannot work.</exception>
    public TorchEngine(IFaceModel model, bool ownsModel = false, TorchEngineOptions? options = null)
        : this(model, ownsModel, UnknownSource, options ?? new TorchEngineOptions())
    {
    }

    private TorchEngine(IFaceModel model, bool ownsModel, string weightsPath, TorchEngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        options.Validate();
        Model = model;
        _uses = new UseGuard(this);
        _ownsModel = ownsModel;
        _weightsPath = weightsPath;
        _threads = options.Threads > 0 ? options.Threads : get_num_threads();
        _wasTraining = model.Module.training;
        model.Module.eval();
    }

    /// <summary>The model.</summary>
    public IFaceModel Model { get; }

    /// <inheritdoc/>
    public ImmutableArray<FaceTask> Tasks => Model.Tasks;

    /// <inheritdoc/>
    public LearnedFrom LearnedFrom => Model.Provenance?.LearnedFrom ?? LearnedFrom.Nothing;

    /// <inheritdoc/>
    public string? WeightsSha256 { get; private init; }

    /// <inheritdoc/>
    /// <remarks>
    /// On the processor as many as its cores hold, by <see cref="TorchEngineOptions.Threads"/>; on a GPU one.
    /// </remarks>
    public int NumParallelRuns => Model.EncoderParameters[0].device_type == DeviceType.CPU
        ? Math.Max(1, Environment.ProcessorCount / _threads)
        : 1;

    /// <summary>Loads a model, which the engine owns.</summary>
    /// <param name="weightsPath">
    /// A weight file written by training or <c>convert</c>, or a released checkpoint of Faceptor or Naive Faceptor.
    /// </param>
    /// <param name="options">What a foreign file does not say; null for nothing.</param>
    /// <param name="engineOptions">Where and how the network runs; null for the defaults.</param>
    /// <exception cref="CheckpointException">
    /// The file is missing, damaged or of another kind, or holds an encoder alone.
    /// </exception>
    /// <exception cref="OptionsException">There is no such device here, or another option cannot work.</exception>
    public static TorchEngine Load(
        string weightsPath, WeightLoadOptions? options = null, TorchEngineOptions? engineOptions = null)
    {
        engineOptions ??= new TorchEngineOptions();
        engineOptions.Validate();
        var device = ComputeDevice.Find(engineOptions.Device);
        var model = FaceptorWeights.Load(weightsPath, options).Model;
        try
        {
            model.Module.to(device);
            return new TorchEngine(model, ownsModel: true, weightsPath, engineOptions)
            {
                WeightsSha256 = Sha256Of(weightsPath),
            };
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ModelInputSpec InputOf(FaceTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        // The model's own task, whose framing its weight file says.
        var own = Tasks.FirstOrDefault(task.Equals)
            ?? throw new ArgumentException(
                $"the model does not hold {task}; it holds {string.Join(", ", Tasks)}.", nameof(task));
        return new ModelInputSpec(own, Model.InputSidePx(own), Model.Options.Normalization.Of(own.Family))
        {
            SideStepPx = Model.Options.PatchSize,
        };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The model does not hold a task.</exception>
    /// <exception cref="DeviceMemoryException">The inputs of one size do not fit into the device's memory.</exception>
    public ImmutableArray<RawOutput> Run(
        IReadOnlyList<ModelInput> inputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        using var use = _uses.Enter();
        var outputs = new RawOutput[inputs.Count];
        var device = Model.EncoderParameters[0].device;
        if (device.type == DeviceType.CPU)
        {
            RunOnProcessor(inputs, outputs, device, cancellationToken);
        }
        else
        {
            foreach (var pass in EnginePass.Divide(inputs, MaxPixelsOnDevice))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Run(pass, device, inputs, outputs);
            }
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(outputs);
    }

    // Passes of one size side by side, a thread each, do more than one after the other with all threads. Each thread has its
    // number of threads set, because libtorch gives a thread that has none the last that any other has set.
    private void RunOnProcessor(
        IReadOnlyList<ModelInput> inputs, RawOutput[] outputs, Device device, CancellationToken cancellationToken)
    {
        set_num_threads(_threads);
        foreach (var group in EnginePass.Divide(inputs, MaxPixelsOnProcessor).GroupBy(pass => pass.SidePx))
        {
            EnginePass[] passes = [.. group];
            var numBeside = _threads > 1 ? passes.Length / _threads * _threads : 0;
            RunBeside(passes[..numBeside], inputs, outputs, device, cancellationToken);
            foreach (var pass in passes.AsSpan(numBeside))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Run(pass, device, inputs, outputs);
            }
        }
    }

    private void RunBeside(
        EnginePass[] passes,
        IReadOnlyList<ModelInput> inputs,
        RawOutput[] outputs,
        Device device,
        CancellationToken cancellationToken)
    {
        try
        {
            Parallel.ForEach(passes, new ParallelOptions { MaxDegreeOfParallelism = _threads }, pass =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                set_num_threads(1);
                try
                {
                    Run(pass, device, inputs, outputs);
                }
                finally
                {
                    set_num_threads(_threads);
                }
            });
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Waits for runs on other threads. Disposing twice does nothing more.</remarks>
    public void Dispose()
    {
        if (!_uses.Close())
        {
            return;
        }

        if (_ownsModel)
        {
            Model.Dispose();
            return;
        }

        try
        {
            // What was cached in inference mode must not reach a graph of training.
            Model.ClearCaches();
            Model.Module.train(_wasTraining);
        }
        catch (ObjectDisposedException)
        {
            // The caller has disposed the model first; there is nothing to leave in order.
        }
    }

    private static string Sha256Of(string path)
    {
        using var file = PlainFile.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private void Run(EnginePass pass, Device device, IReadOnlyList<ModelInput> inputs, RawOutput[] results)
    {
        try
        {
            Answer(pass, device, inputs, results);
        }
        catch (ExternalException error)
            when (DeviceMemory.Explain(error, DeviceMemory.ForPrediction) is { } explained)
        {
            throw explained;
        }
    }

    private void Answer(EnginePass pass, Device device, IReadOnlyList<ModelInput> inputs, RawOutput[] results)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var images = pass.Images().to(device);
        var outputs = Model.Forward(images, [.. pass.Runs.Select(run => run.Range)]);
        foreach (var (output, (range, answered)) in outputs.Zip(pass.Runs))
        {
            var network = FamilyNetwork.Of(range.Task.Family);
            var numViews = range.NumImages / answered.Count;
            foreach (var (place, index) in answered.Index())
            {
                using var one = NewDisposeScope();
                var own = output with { Values = output.Values.narrow(0, place * numViews, numViews) };
                var values = Numbers(network.Decode(own, pass.SidePx));
                RequireFinite(own, values);
                results[index] = new RawOutput(inputs[index].Task, values)
                {
                    Peaks = network.DecodePeaks(own) is { } peaks ? Numbers(peaks) : [],
                };
            }
        }
    }

    private static float[] Numbers(Tensor values) => values.to(ScalarType.Float32).ToNumbers<float>();

    // A softmax and a mean of places make numbers of some that are none, so what the network said counts too.
    private void RequireFinite(TaskOutput output, float[] values)
    {
        if (!output.Values.AreFinite() || !TensorNumbers.AreFinite(values))
        {
            throw new CheckpointException(
                _weightsPath,
                $"the network answers {output.Task} with numbers that are not finite, so its weights are damaged or "
                + "came from a training that failed; load another weight file, or an earlier checkpoint of the run.");
        }
    }
}
