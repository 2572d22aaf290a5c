using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Faceptor.Core.Batches;
using Faceptor.Core.Tensors;
using Faceptor.Models.Families;
using Faceptor.Models.Weights;
using static TorchSharp.torch;

namespace Faceptor.Models;

/// <summary>Runs a model with TorchSharp, on the device that its parameters are on.</summary>
/// <remarks>
/// The model is in evaluation mode until the engine is disposed, and in its former mode afterwards. Runs of several
/// threads take turns; whoever disposes the engine waits for the run that is going on.
/// </remarks>
public sealed class TorchEngine : IFaceEngine
{
    // Stands for the file of weights that came from nowhere in particular.
    private const string UnknownSource = "the model";

    private readonly Lock _turn = new();
    private readonly string _weightsPath;
    private readonly bool _ownsModel;
    private readonly bool _wasTraining;
    private bool _isDisposed; // looked at and changed in a turn only

    /// <summary>Wraps a model, which is put into evaluation mode.</summary>
    /// <param name="model">The model.</param>
    /// <param name="ownsModel">Whether disposing the engine disposes the model.</param>
    public TorchEngine(IFaceModel model, bool ownsModel = false)
        : this(model, ownsModel, UnknownSource)
    {
    }

    private TorchEngine(IFaceModel model, bool ownsModel, string weightsPath)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        _ownsModel = ownsModel;
        _weightsPath = weightsPath;
        _wasTraining = model.Module.training;
        model.Module.eval();
    }

    /// <summary>The model.</summary>
    public IFaceModel Model { get; }

    /// <inheritdoc/>
    public ImmutableArray<FaceTask> Tasks => Model.Tasks;

    /// <inheritdoc/>
    public LearnedFrom LearnedFrom => Model.Provenance?.LearnedFrom ?? LearnedFrom.Nothing;

    /// <summary>Loads a model, which the engine owns.</summary>
    /// <param name="weightsPath">
    /// A weight file written by training or <c>convert</c>, or a released checkpoint of Faceptor or Naive Faceptor.
    /// </param>
    /// <param name="options">What a foreign file does not say; null for nothing.</param>
    /// <exception cref="CheckpointException">
    /// The file is missing, damaged or of another kind, or holds an encoder alone.
    /// </exception>
    public static TorchEngine Load(string weightsPath, WeightLoadOptions? options = null) =>
        new(FaceptorWeights.Load(weightsPath, options).Model, ownsModel: true, weightsPath);

    /// <inheritdoc/>
    public ModelInputSpec InputOf(FaceTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        // The model's own task, whose framing its weight file says.
        var own = Tasks.FirstOrDefault(task.Equals)
            ?? throw new ArgumentException(
                $"the model does not hold {task}; it holds {string.Join(", ", Tasks)}.", nameof(task));
        return new ModelInputSpec(own, Model.InputSidePx(own), Model.Options.Normalization.Of(own.Family));
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The model does not hold a task.</exception>
    /// <exception cref="DeviceMemoryException">The inputs of one size do not fit into the device's memory.</exception>
    public ImmutableArray<RawOutput> Run(
        IReadOnlyList<ModelInput> inputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var outputs = new RawOutput[inputs.Count];
            foreach (var group in inputs.Index().GroupBy(place => place.Item.SidePx))
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    RunOneSize([.. group], group.Key, outputs);
                }
                catch (ExternalException error)
                    when (DeviceMemory.Explain(error, DeviceMemory.ForPrediction) is { } explained)
                {
                    throw explained;
                }
            }

            return ImmutableCollectionsMarshal.AsImmutableArray(outputs);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Waits for a run on another thread. Disposing twice does nothing more.</remarks>
    public void Dispose()
    {
        lock (_turn)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
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
    }

    private void RunOneSize((int Index, ModelInput Item)[] inputs, int sidePx, RawOutput[] results)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var (images, ranges) = Pack(inputs, sidePx);
        var outputs = Model.Forward(images, ranges);
        foreach (var (place, (index, input)) in inputs.Index())
        {
            var values = FamilyNetwork.Of(outputs[place].Task.Family)
                .Decode(outputs[place], sidePx)
                .to(ScalarType.Float32).cpu().contiguous();
            RequireFinite(outputs[place], values);
            results[index] = new RawOutput(input.Task, [.. values.data<float>()]);
        }
    }

    // A softmax and a mean of places make numbers of some that are none, so what the network said counts too.
    private void RequireFinite(TaskOutput output, Tensor values)
    {
        if (!output.Values.isfinite().all().item<bool>() || !values.isfinite().all().item<bool>())
        {
            throw new CheckpointException(
                _weightsPath,
                $"the network answers {output.Task} with numbers that are not finite, so its weights are damaged or "
                + "came from a training that failed; load another weight file, or an earlier checkpoint of the run.");
        }
    }

    private (Tensor Images, TaskRange[] Ranges) Pack((int Index, ModelInput Item)[] inputs, int sidePx)
    {
        // The device is named because the program around may have chosen another default.
        var images = empty(                                                                         // [B, 3, S, S]
            inputs.Sum(input => input.Item.Views.Length),
            3,
            sidePx,
            sidePx,
            dtype: ScalarType.Float32,
            device: CPU);
        var ranges = new TaskRange[inputs.Length];
        var bytes = images.bytes;
        var first = 0;
        foreach (var (place, (_, input)) in inputs.Index())
        {
            ranges[place] = new TaskRange(input.Task, first, input.Views.Length);
            foreach (var view in input.Views)
            {
                var source = MemoryMarshal.AsBytes(view.AsSpan());
                source.CopyTo(bytes[(first * source.Length)..]);
                first++;
            }
        }

        return (images.to(Model.EncoderParameters[0].device), ranges);
    }
}
