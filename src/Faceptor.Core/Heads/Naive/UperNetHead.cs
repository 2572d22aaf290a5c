using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Core.Heads.Naive;

/// <summary>
/// The dense prediction head of Naive Faceptor for the datasets of one family: one <see cref="UperNetSubnet"/>, and one
/// 1x1 convolution a dataset.
/// </summary>
/// <remarks>
/// Paper: Sec. 3.1, A.2. Released configuration: whole channels drop out at a rate of 0.1 before the last layer, in
/// training only.
/// </remarks>
internal sealed class UperNetHead : nn.Module<IReadOnlyList<Tensor>, PatchGrid, FaceTask, Tensor>
{
    private const double DropoutRate = 0.1;

    [ComponentName(Name = "subnet")] private readonly UperNetSubnet _subnet;
    [ComponentName(Name = "outputs")] private readonly TaskModules<Conv2d> _outputs;

    /// <summary>Creates the layers.</summary>
    /// <param name="tasks">Tasks of one family: landmarks or parsing.</param>
    /// <param name="inputDim">Token size C of the encoder.</param>
    /// <param name="dim">Channels of the feature maps.</param>
    public UperNetHead(IEnumerable<FaceTask> tasks, long inputDim, long dim)
        : base(nameof(UperNetHead))
    {
        _subnet = new UperNetSubnet(inputDim, dim);
        _outputs = new TaskModules<Conv2d>(
            "the head has no output", tasks, task => nn.Conv2d(dim, task.NumLabels, 1, dtype: ScalarType.Float32));
        RegisterComponents();
    }

    /// <summary>Draws the maps of a task.</summary>
    /// <param name="levels">Patch tokens of four encoder blocks, each [B, L, C]; not disposed here.</param>
    /// <param name="grid">The grid of the L patches, R rows and W columns, at least 2 x 2.</param>
    /// <param name="task">One of the head's tasks, with K labels.</param>
    /// <returns>Logits [B, K, 4R, 4W], owned by the caller.</returns>
    /// <exception cref="ArgumentException">
    /// The task is not the head's, the levels do not fit, or the grid is too small.
    /// </exception>
    public override Tensor forward(IReadOnlyList<Tensor> levels, PatchGrid grid, FaceTask task)
    {
        var output = _outputs.Of(task);
        using var scope = NewDisposeScope();
        var features = nn.functional.dropout2d(_subnet.call(levels, grid), DropoutRate, training);
        return AutocastOps.Wide(AutocastOps.Convolution(features, output)).MoveToOuterDisposeScope();
    }
}
