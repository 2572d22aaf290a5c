using System.Collections.Immutable;
using Faceptor.Core.Batches;
using Faceptor.Core.Heads;
using Faceptor.Models;
using Faceptor.Models.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Testing;

/// <summary>A model whose answers a test writes.</summary>
internal sealed class ScriptedFaceModel : nn.Module, IFaceModel
{
    private readonly Linear _unused = nn.Linear(1, 1);
    private readonly Func<FaceTask, Tensor, Tensor> _answer;

    public ScriptedFaceModel(FaceTask task, Func<Tensor, Tensor> answer)
        : this([task], (_, images) => answer(images))
    {
    }

    public ScriptedFaceModel(ImmutableArray<FaceTask> tasks, Func<FaceTask, Tensor, Tensor> answer)
        : base(nameof(ScriptedFaceModel))
    {
        Tasks = tasks;
        _answer = answer;
        RegisterComponents();
    }

    public FaceptorOptions Options => new() { Tasks = Tasks, Normalization = Normalization };

    /// <summary>How its images are to be normalised.</summary>
    public InputNormalization Normalization { get; init; } = InputNormalization.Released;

    public ImmutableArray<FaceTask> Tasks { get; }

    public nn.Module Module => this;

    public WeightProvenance? Provenance { get; set; }

    public bool UsesActivationCheckpointing { get; set; }

    public IReadOnlyList<Parameter> EncoderParameters => [.. _unused.parameters()];

    public IReadOnlyList<Parameter> OtherParameters => [];

    /// <summary>How its answers about ages want to be read.</summary>
    public AgeActivation AgeActivation { get; init; }

    public List<bool> ModesSeen { get; } = [];

    /// <summary>Side of the images that it wants to see.</summary>
    public int SidePx { get; init; } = 16;

    public int InputSidePx(FaceTask task) => SidePx;

    public IReadOnlyList<TaskOutput> Forward(Tensor images, IReadOnlyList<TaskRange> ranges)
    {
        ModesSeen.Add(training);
        var range = Assert.Single(ranges);
        return [new TaskOutput(range, _answer(range.Task, images)) { AgeActivation = AgeActivation }];
    }

    public void EndBackward()
    {
    }

    public void ClearCaches()
    {
    }

    public IReadOnlyDictionary<string, long> CountParameters() => new Dictionary<string, long>();
}
