using Faceptor.Core.Layers;
using Faceptor.Core.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using LayerNorm = Faceptor.Core.Layers.LayerNorm;

namespace Faceptor.Core.Encoders;

/// <summary>
/// The encoder that all tasks share: a vision transformer in the layout of CLIP's and FaRL's image tower.
/// </summary>
/// <remarks>
/// Paper: Sec. 3.2, Eq. 1, FaRL's ViT-B/16. The final norm and projection stand in FaRL's files and in the released
/// checkpoints and are held so that nothing is lost on the way through this library; no head reads them.
/// </remarks>
public sealed class VisionTransformer : nn.Module
{
    private readonly long _patchSize;
    private readonly long _numHeads;
    private readonly double[] _dropPathRates;
    private readonly DropPathMode _dropPathMode;
    private readonly DeferredBackwardError _backwardError = new("an encoder block");
    [ComponentName(Name = "patch_embedding")] private readonly Conv2d _patchEmbedding;
    [ComponentName(Name = "class_token")] private Parameter _classToken;
    [ComponentName(Name = "positions")] private readonly PositionEmbedding _positions;
    [ComponentName(Name = "norm_pre")] private readonly LayerNorm _normPre;
    [ComponentName(Name = "blocks")] private readonly ModuleList<EncoderBlock> _blocks;
    [ComponentName(Name = "norm_post")] private readonly LayerNorm? _normPost;
    [ComponentName(Name = "projection")] private Parameter? _projection;

    /// <summary>Creates the encoder with CLIP's initial weights.</summary>
    /// <param name="embedDim">Token size D.</param>
    /// <param name="numBlocks">Transformer blocks.</param>
    /// <param name="numHeads">Attention heads per block.</param>
    /// <param name="patchSize">Side of a patch in pixels.</param>
    /// <param name="positionGridSide">Side of the learned position grid.</param>
    /// <param name="dropPathRate">Stochastic depth of the last block; the first has 0, the rest grow linearly.</param>
    /// <param name="unusedProjectionDim">Output size of the unused projection; 0 leaves it and its norm out.</param>
    /// <param name="dropPathMode">What stochastic depth drops together.</param>
    public VisionTransformer(
        long embedDim,
        int numBlocks,
        long numHeads,
        long patchSize,
        long positionGridSide,
        double dropPathRate,
        long unusedProjectionDim,
        DropPathMode dropPathMode = DropPathMode.Samples)
        : base(nameof(VisionTransformer))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(numBlocks);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(patchSize);
        ArgumentOutOfRangeException.ThrowIfNegative(unusedProjectionDim);
        var std = Math.Pow(embedDim, -0.5);
        _patchSize = patchSize;
        _numHeads = numHeads;
        _dropPathMode = dropPathMode;
        _dropPathRates =
        [
            .. Enumerable.Range(0, numBlocks).Select(index =>
                numBlocks == 1 ? 0 : dropPathRate * index / (numBlocks - 1)),
        ];
        _patchEmbedding = nn.Conv2d(
            3, embedDim, patchSize, stride: patchSize, bias: false, dtype: ScalarType.Float32);
        _classToken = ParameterFactory.Normal(std, embedDim);
        _positions = new PositionEmbedding(positionGridSide, embedDim);
        _normPre = new LayerNorm(embedDim);
        _blocks = new ModuleList<EncoderBlock>(
            [.. Enumerable.Range(0, numBlocks).Select(_ => new EncoderBlock(embedDim, numHeads, numBlocks))]);
        if (unusedProjectionDim > 0)
        {
            _normPost = new LayerNorm(embedDim);
            _projection = ParameterFactory.Normal(std, embedDim, unusedProjectionDim);
        }

        RegisterComponents();
    }

    /// <summary>
    /// Replaces random weights by ones that suit learning from scratch: whitening patch filters, cosine positions,
    /// heads that look at neighbours.
    /// </summary>
    public void InitializeForScratch()
    {
        // One head's worth, so that a head can take in a whole position.
        var numPlaceFeatures = (int)(_classToken.size(0) / _numHeads);
        SpectralInitialization.FillPatchFilters(_patchEmbedding.weight!, numPlaceFeatures);
        SpectralInitialization.FillPositions(_positions.Weight, numPlaceFeatures);
        for (var index = 0; index < _blocks.Count; index++)
        {
            _blocks[index].InitializeLocalAttention(index, _positions.GridSide, numPlaceFeatures);
        }

        ClearCache();
    }

    /// <summary>Number of blocks.</summary>
    public int NumBlocks => _blocks.Count;

    /// <summary>
    /// Whether training keeps only each block's input and runs the block again in the backward pass: less memory, more
    /// time, the same gradients. Off until it is set. Released configuration: off; a flag asks for it, but the forward
    /// pass that is used goes round the code that reads it.
    /// </summary>
    public bool UsesActivationCheckpointing { get; set; }

    /// <summary>
    /// Is told in the backward pass of what is encoded while it is set: before which block it has come, counted from 0,
    /// or the number of blocks. Gradients of this block, of all after it and of whatever reads them are complete then.
    /// </summary>
    internal Action<int>? BoundaryReached { get; set; }

    /// <summary>The parameters of a block.</summary>
    /// <param name="index">The block, from 0.</param>
    internal IEnumerable<Parameter> ParametersOfBlock(int index) => _blocks[index].parameters();

    /// <summary>The grid of patches for images of a size.</summary>
    /// <param name="images">Images [B, 3, H, W].</param>
    /// <exception cref="ArgumentException">H or W is no multiple of the patch size.</exception>
    public PatchGrid GridOf(Tensor images)
    {
        ShapeGuard.Dims(images, 4);
        var (height, width) = (images.size(2), images.size(3));
        if (height % _patchSize != 0 || width % _patchSize != 0 || height == 0 || width == 0)
        {
            throw new ArgumentException(
                $"images of {width} x {height} pixels do not divide into patches of {_patchSize} x {_patchSize}.",
                nameof(images));
        }

        return new PatchGrid(height / _patchSize, width / _patchSize);
    }

    /// <summary>Encodes images and hands out the patch tokens of the blocks asked for.</summary>
    /// <param name="images">RGB images, normalised [B, 3, H, W]; not disposed here.</param>
    /// <param name="blockNumbers">Blocks to hand out, counted from 1, rising; later blocks are not run.</param>
    /// <returns>
    /// For each block asked for, patch tokens [B, L, D] without the class token; owned by the caller.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The image size does not fit, or the block numbers are not rising within range.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A block could not be run again in the backward pass before, and nobody has asked
    /// <see cref="EndBackward"/>.
    /// </exception>
    public Tensor[] Encode(Tensor images, params ReadOnlySpan<int> blockNumbers)
    {
        AliveGuard.Require(this, _patchEmbedding.weight);
        var grid = GridOf(images);
        RequireRisingBlocks(blockNumbers);
        EndBackward();

        using var scope = NewDisposeScope();
        var recomputes = UsesActivationCheckpointing && training && is_grad_enabled();
        var paths = DrawPaths(blockNumbers[^1], images.size(0), 1 + grid.NumPatches, images.device);
        var patches = AutocastOps.Wide(AutocastOps.Convolution(images, _patchEmbedding))
            .flatten(2)
            .transpose(1, 2);                                                                       // [B, L, D]
        var classToken = _classToken.expand(images.size(0), 1, -1);                                 // [B, 1, D]
        var tokens = Marked(_normPre.call(_positions.call(cat([classToken, patches], 1), grid)), 0); // [B, 1 + L, D]
        var outputs = new Tensor[blockNumbers.Length];
        var numTaken = 0;
        for (var number = 1; numTaken < outputs.Length; number++)
        {
            var (block, path) = (_blocks[number - 1], paths[number - 1]);
            tokens = recomputes
                ? ActivationCheckpointing.Run(block, tokens, path, _backwardError)
                : block.call(tokens, path);
            // Nothing tells of what reads tokens of lower blocks, so there is no boundary behind those.
            tokens = number <= blockNumbers[0] ? Marked(tokens, number) : tokens;
            if (number == blockNumbers[numTaken])
            {
                outputs[numTaken++] = tokens.narrow(1, 1, grid.NumPatches).MoveToOuterDisposeScope();
            }
        }

        return outputs;
    }

    /// <summary>
    /// Frees what recomputation held for the backward pass; to be called after it, at the latest the next pass does.
    /// </summary>
    /// <exception cref="InvalidOperationException">A block could not be run again; gradients are not whole.</exception>
    public void EndBackward() => _backwardError.Finish();

    /// <summary>
    /// Forgets what evaluation has cached; needed after the weights were changed outside of training.
    /// </summary>
    public void ClearCache() => _positions.ClearCache();

    private Tensor Marked(Tensor tokens, int boundary) => BoundaryReached is { } reached
        ? BlockBoundary.Mark(tokens, () => reached(boundary), _backwardError)
        : tokens;

    /// <summary>
    /// For each of the first blocks its factors of stochastic depth, see <see cref="EncoderBlock.forward"/>; null where
    /// it drops nothing.
    /// </summary>
    private Tensor?[] DrawPaths(int numBlocks, long numImages, long numTokens, Device device)
    {
        var paths = new Tensor?[numBlocks];
        int[] dropping = training ? [.. Enumerable.Range(0, numBlocks).Where(index => _dropPathRates[index] > 0)] : [];
        if (dropping.Length > 0)
        {
            double[] rates = [.. dropping.SelectMany(index => Enumerable.Repeat(_dropPathRates[index], 2))];
            var factors = DropPath.Draw(rates, _dropPathMode, numImages, numTokens, device);
            foreach (var (place, index) in dropping.Index())
            {
                paths[index] = factors.narrow(0, 2 * place, 2);
            }
        }

        return paths;
    }

    private void RequireRisingBlocks(ReadOnlySpan<int> blockNumbers)
    {
        var previous = 0;
        foreach (var number in blockNumbers)
        {
            if (number <= previous || number > NumBlocks)
            {
                throw new ArgumentException(
                    $"block {number} after {previous}: numbers must rise within 1 to {NumBlocks}.",
                    nameof(blockNumbers));
            }

            previous = number;
        }

        if (previous == 0)
        {
            throw new ArgumentException("no block is asked for.", nameof(blockNumbers));
        }
    }
}
