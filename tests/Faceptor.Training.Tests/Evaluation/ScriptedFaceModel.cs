using System.Collections.Immutable;
using Faceptor.Core.Batches;
using Faceptor.Core.Heads;
using Faceptor.Core.Tasks;
using Faceptor.Models;
using Faceptor.Models.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Training.Tests.Evaluation;

/// <summary>A model whose answers a test writes.</summary>
internal sealed class ScriptedFaceModel : nn.Module, IFaceModel
{
    private readonly Linear _unused = nn.Linear(1, 1);
    private readonly Func<Tensor, Tensor> _answer;

    public ScriptedFaceModel(FaceTask task, Func<Tensor, Tensor> answer)
        : base(nameof(ScriptedFaceModel))
    {
        Tasks = [task];
        _answer = answer;
        RegisterComponents();
    }

    public FaceptorOptions Options => new() { Tasks = Tasks };

    public ImmutableArray<FaceTask> Tasks { get; }

    public nn.Module Network => this;

    public WeightProvenance? Provenance { get; set; }

    public bool RecomputesActivations { get; set; }

    public IReadOnlyList<Parameter> EncoderParameters => [.. _unused.parameters()];

    public IReadOnlyList<Parameter> OtherParameters => [];

    /// <summary>How its answers about ages want to be read.</summary>
    public AgeActivation AgeActivation { get; init; }

    public List<bool> ModesSeen { get; } = [];

    public int InputSidePx(FaceTask task) => 16;

    public IReadOnlyList<TaskOutput> Forward(Tensor images, IReadOnlyList<TaskRange> ranges)
    {
        ModesSeen.Add(training);
        return [new TaskOutput(Assert.Single(ranges), _answer(images)) { AgeActivation = AgeActivation }];
    }

    public void EndBackward()
    {
    }

    public void ClearCaches()
    {
    }

    public IReadOnlyDictionary<string, long> CountParameters() => new Dictionary<string, long>();
}
