using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Heads.Naive;

/// <summary>
/// The attribute prediction head of Naive Faceptor for the datasets of one family: one <see cref="SwinFaceSubnet"/>,
/// and one linear layer a dataset.
/// </summary>
/// <remarks>Paper: Sec. 3.1, A.2.</remarks>
internal sealed class SwinFaceHead : nn.Module<IReadOnlyList<Tensor>, PatchGrid, FaceTask, Tensor>
{
    [ComponentName(Name = "subnet")] private readonly SwinFaceSubnet _subnet;
    [ComponentName(Name = "outputs")] private readonly TaskModules<Linear> _outputs;

    /// <summary>Creates the layers.</summary>
    /// <param name="tasks">Tasks of one family: age, expression or attributes.</param>
    /// <param name="inputDim">Token size C of the encoder.</param>
    /// <param name="numLevels">Encoder blocks T that are looked at.</param>
    /// <param name="dim">Size of the feature.</param>
    public SwinFaceHead(IEnumerable<FaceTask> tasks, long inputDim, int numLevels, long dim)
        : base(nameof(SwinFaceHead))
    {
        _subnet = new SwinFaceSubnet(inputDim, numLevels, dim);
        _outputs = new TaskModules<Linear>(
            "the head has no output", tasks, task => nn.Linear(dim, task.NumLabels, dtype: ScalarType.Float32));
        RegisterComponents();
    }

    /// <summary>Answers for a task.</summary>
    /// <param name="levels">Patch tokens of the T encoder blocks, each [B, L, C]; not disposed here.</param>
    /// <param name="grid">The grid of the L patches.</param>
    /// <param name="task">One of the head's tasks, with K labels.</param>
    /// <returns>Logits [B, K], owned by the caller.</returns>
    /// <exception cref="ArgumentException">The task is not the head's, or the levels do not fit.</exception>
    public override Tensor forward(IReadOnlyList<Tensor> levels, PatchGrid grid, FaceTask task)
    {
        var output = _outputs.Of(task);
        using var scope = NewDisposeScope();
        return AutocastOps.Wide(AutocastOps.Linear(_subnet.call(levels, grid), output)).MoveToOuterDisposeScope();
    }
}
