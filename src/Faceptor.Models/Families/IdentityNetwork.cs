using System.Collections.Immutable;
using Faceptor.Core.Heads;
using Faceptor.Core.Layers;
using Faceptor.Models.Weights;
using static TorchSharp.torch;

namespace Faceptor.Models.Families;

/// <summary>A vector from the encoder's last block, by the same head in both networks.</summary>
internal sealed class IdentityNetwork : FamilyNetwork
{
    /// <summary>The layer whose outputs are the vector.</summary>
    public const string OutputLayer = "identity_head.linear2.weight";

    public override TaskFamily Family => TaskFamily.Identity;

    public override ImmutableArray<string> Parts => [NaivePart];

    public override int NaiveRank => 0;

    public override bool ComparesImages(ModelArchitecture architecture) => true;

    public override string OutputTensor(FaceTask task, ModelArchitecture architecture) => OutputLayer;

    public override Tensor Answer(SharedHeads heads, RangeFeatures features) =>
        heads.Identity.call(features.PatchTokens);

    public override Tensor AnswerEach(SharedHeads heads, RangeFeatures features) =>
        heads.Identity.Pool(features.PatchTokens);

    public override Tensor Compare(SharedHeads heads, Tensor each) => heads.Identity.Compare(each);

    public override nn.Module CreateNaiveHead(FaceptorOptions options, IEnumerable<FaceTask> tasks) =>
        new IdentityHead(options.EncoderDim, options.IdentityDim);

    public override ImmutableArray<int> NaiveBlocks(FaceptorOptions options) => [options.EncoderBlocks];

    public override Tensor Answer(nn.Module head, Tensor[] levels, PatchGrid grid, FaceTask task) =>
        ((IdentityHead)head).call(levels[0]);

    public override void AddNaiveShapes(ModelShapes shapes, IEnumerable<FaceTask> tasks) => shapes.AddIdentityHead();

    // Both views, the plain and the mirrored one, count.
    public override Tensor Decode(TaskOutput output, int sidePx) =>
        nn.functional.normalize(output.Values.mean([0]), dim: 0);
}
