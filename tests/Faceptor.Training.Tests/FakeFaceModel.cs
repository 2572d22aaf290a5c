using System.Collections.Immutable;
using Faceptor.Core.Batches;
using Faceptor.Models;
using Faceptor.Models.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests;

/// <summary>A model of linear layers: a shared one on the shrunken image, and one for each task.</summary>
internal sealed class FakeFaceModel : nn.Module, IFaceModel
{
    public const int AttributeSidePx = 8;
    public const int DenseSidePx = 16;
    public const int EmbedDim = 12;
    private const int MapSidePx = 8;
    private const int HiddenDim = 32;

    private readonly Linear _encoder;
    private readonly Dictionary<FaceTask, Linear> _heads = [];

    public FakeFaceModel(params FaceTask[] tasks)
        : base(nameof(FakeFaceModel))
    {
        Tasks = [.. tasks];
        _encoder = nn.Linear(3 * 16, HiddenDim);
        register_module("encoder", _encoder);
        foreach (var task in tasks)
        {
            _heads[task] = nn.Linear(HiddenDim, NumOutputs(task));
            register_module(task.Id, _heads[task]);
        }
    }

    public FaceptorOptions Options => new() { Tasks = Tasks };

    public ImmutableArray<FaceTask> Tasks { get; }

    public nn.Module Module => this;

    public WeightProvenance? Provenance { get; set; }

    public bool UsesActivationCheckpointing { get; set; }

    public IReadOnlyList<Parameter> EncoderParameters => [.. _encoder.parameters()];

    public IReadOnlyList<Parameter> OtherParameters => [.. _heads.Values.SelectMany(head => head.parameters())];

    /// <summary>Number of calls of <see cref="Forward"/>.</summary>
    public int NumForwards { get; private set; }

    /// <summary>Called at the begin of a pass with its number, from 1.</summary>
    public Action<int>? Begins { get; init; }

    public int InputSidePx(FaceTask task) => task.IsDense ? DenseSidePx : AttributeSidePx;

    public IReadOnlyList<TaskOutput> Forward(Tensor images, IReadOnlyList<TaskRange> ranges)
    {
        NumForwards++;
        Begins?.Invoke(NumForwards);
        using var scope = NewDisposeScope();
        var shrunken = nn.functional.adaptive_avg_pool2d(images, [4, 4]).flatten(1);
        var hidden = _encoder.forward(shrunken).tanh();
        return
        [
            .. ranges.Select(range => new TaskOutput(
                range,
                Head(range.Task, hidden.narrow(0, range.FirstImage, range.NumImages)).MoveToOuterDisposeScope())),
        ];
    }

    public void EndBackward()
    {
    }

    public void ClearCaches()
    {
    }

    public IReadOnlyDictionary<string, long> CountParameters() =>
        named_children().ToDictionary(
            child => child.name, child => child.module.parameters().Sum(parameter => parameter.numel()));

    protected override void RegisterComponents()
    {
    }

    private static int NumOutputs(FaceTask task) =>
        task.Family == TaskFamily.Identity ? EmbedDim
        : task.IsDense ? task.NumLabels * MapSidePx * MapSidePx
        : task.NumLabels;

    private Tensor Head(FaceTask task, Tensor hidden)
    {
        var values = _heads[task].forward(hidden);
        return task.IsDense ? values.view(-1, task.NumLabels, MapSidePx, MapSidePx) : values;
    }
}
