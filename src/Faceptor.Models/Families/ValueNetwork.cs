using System.Collections.Immutable;
using Faceptor.Core.Heads.Naive;
using Faceptor.Core.Layers;
using Faceptor.Models.Weights;
using static TorchSharp.torch;

namespace Faceptor.Models.Families;

/// <summary>What the families have in common that answer with a number for each label.</summary>
internal abstract class ValueNetwork : FamilyNetwork
{
    public override ImmutableArray<string> Parts => ["value_head", NaivePart];

    public override int NaiveRank => 1;

    public override Tensor Answer(SharedHeads heads, RangeFeatures features) =>
        heads.Value.call(features.QueryTokens);

    public override nn.Module CreateNaiveHead(FaceptorOptions options, IEnumerable<FaceTask> tasks) => new SwinFaceHead(
        tasks, options.EncoderDim, options.NaiveHeads.AttributeBlocks.Count, options.NaiveHeads.AttributeDim);

    public override ImmutableArray<int> NaiveBlocks(FaceptorOptions options) =>
        [.. options.NaiveHeads.AttributeBlocks];

    public override Tensor Answer(nn.Module head, Tensor[] levels, PatchGrid grid, FaceTask task) =>
        ((SwinFaceHead)head).call(levels, grid, task);

    public override void AddNaiveShapes(ModelShapes shapes, IEnumerable<FaceTask> tasks) =>
        shapes.AddSwinFace(NaivePart, tasks);
}
