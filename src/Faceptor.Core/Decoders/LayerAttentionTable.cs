using static TorchSharp.torch;

namespace Faceptor.Core.Decoders;

/// <summary>The Layer-Attention of the tasks that hold it, by task.</summary>
internal sealed class LayerAttentionTable : nn.Module
{
    private readonly Dictionary<FaceTask, LayerAttention> _byTask = [];

    public LayerAttentionTable()
        : base(nameof(LayerAttentionTable))
    {
    }

    public void Add(FaceTask task, LayerAttention layerAttention)
    {
        _byTask.Add(task, layerAttention);
        register_module(task.Id, layerAttention);
    }

    /// <summary>What a task holds, on or off; null when it holds none.</summary>
    public LayerAttention? Find(FaceTask task) => _byTask.GetValueOrDefault(task);

    /// <summary>What a task decodes with; null when it decodes as in stage 1.</summary>
    public LayerAttention? Active(FaceTask task) => Find(task) is { IsOn: true } active ? active : null;
}
