using System.Collections.Immutable;
using Faceptor.Core.Heads.Naive;
using Faceptor.Core.Layers;
using Faceptor.Models.Weights;
using static TorchSharp.torch;

namespace Faceptor.Models.Families;

/// <summary>What the families have in common that answer with maps.</summary>
internal abstract class MapNetwork : FamilyNetwork
{
    public override ImmutableArray<string> Parts => ["map_head", "pixel_decoder", NaivePart];

    public override int NaiveRank => 2;

    public override Tensor Answer(SharedHeads heads, RangeFeatures features) =>
        heads.Map.call(features.QueryTokens, features.Pixels);

    public override nn.Module CreateNaiveHead(FaceptorOptions options, IEnumerable<FaceTask> tasks) =>
        new UperNetHead(tasks, options.EncoderDim, options.NaiveHeads.DenseDim);

    public override ImmutableArray<int> NaiveBlocks(FaceptorOptions options) => [.. options.NaiveHeads.DenseBlocks];

    public override Tensor Answer(nn.Module head, Tensor[] levels, PatchGrid grid, FaceTask task) =>
        ((UperNetHead)head).call(levels, grid, task);

    public override void AddNaiveShapes(ModelShapes shapes, IEnumerable<FaceTask> tasks) =>
        shapes.AddUperNet(NaivePart, tasks);
}
