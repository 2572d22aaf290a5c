using Faceptor.Core.Decoders;
using Faceptor.Core.Heads;
using Faceptor.Core.Layers;
using Faceptor.Models.Families;

namespace Faceptor.Models;

/// <summary>
/// Everything that changes the network of a <see cref="FaceptorModel"/> or a <see cref="NaiveFaceptorModel"/>. The
/// defaults are those of the paper's ViT-B.
/// </summary>
public sealed record FaceptorOptions
{
    /// <summary>The tasks the model holds; their order is the order of its outputs.</summary>
    public required IReadOnlyList<FaceTask> Tasks { get; init; }

    /// <summary>Which network; Naive Faceptor has no decoders and does not read their sizes.</summary>
    public ModelArchitecture Architecture { get; init; } = ModelArchitecture.Faceptor;

    /// <summary>Token size of the encoder. Paper: ViT-B.</summary>
    public int EncoderDim { get; init; } = 768;

    /// <summary>Blocks of the encoder. Paper: ViT-B.</summary>
    public int EncoderBlocks { get; init; } = 12;

    /// <summary>Attention heads of the encoder. Paper: ViT-B.</summary>
    public int EncoderHeads { get; init; } = 12;

    /// <summary>Side of a patch in pixels. Paper: ViT-B/16.</summary>
    public int PatchSize { get; init; } = 16;

    /// <summary>Side of the learned position grid. Released configuration: 512 / 16.</summary>
    public int PositionGridSide { get; init; } = 32;

    /// <summary>Stochastic depth of the last encoder block. Released configuration.</summary>
    public double DropPathRate { get; init; } = 0.2;

    /// <summary>
    /// What stochastic depth drops together: an image, as in the literature, or a token position in all images of the
    /// batch. Released configuration: <see cref="Faceptor.Core.Layers.DropPathMode.TokenPositions"/>, which
    /// <see cref="FaceptorPresets.Base"/>, <see cref="FaceptorPresets.Full"/> and <see cref="FaceptorPresets.Naive"/>
    /// have and released files get. Our choice elsewhere: images; files of this project without it were trained so.
    /// </summary>
    public DropPathMode DropPathMode { get; init; } = DropPathMode.Samples;

    /// <summary>
    /// Output size of the encoder's final projection, which no head reads; 0 leaves it out. Released configuration.
    /// </summary>
    public int UnusedProjectionDim { get; init; } = 512;

    /// <summary>
    /// Whether fresh weights begin as suits learning from scratch: whitening patch filters, cosine positions, heads
    /// that look at neighbours, maps that begin empty. Our choice; loading weights overwrites it.
    /// </summary>
    public bool ScratchInitialization { get; init; }

    /// <summary>Token size of the decoders. Paper: Sec. 4.1.</summary>
    public int DecoderDim { get; init; } = 256;

    /// <summary>Layers of the query decoder. Paper: Sec. 4.1.</summary>
    public int DecoderLayers { get; init; } = 9;

    /// <summary>Attention heads of the query decoder. Released configuration.</summary>
    public int DecoderHeads { get; init; } = 8;

    /// <summary>Inner size of the query decoder's feed-forward parts. Released configuration.</summary>
    public int DecoderFeedForwardDim { get; init; } = 2048;

    /// <summary>
    /// Where the query decoder's memory gets its positions from. Released configuration: a sine code. Paper: Eq. 7, a
    /// learned grid; ours has the side <see cref="PositionGridSide"/>.
    /// </summary>
    public MemoryPositions PositionEmbedding { get; init; } = MemoryPositions.Sine;

    /// <summary>
    /// How the outputs of age tasks become probabilities, in loss, evaluation and prediction alike. Released
    /// configuration: sigmoids divided by their sum. Paper: Eq. 11, softmax.
    /// </summary>
    public AgeActivation AgeActivation { get; init; } = AgeActivation.NormalizedSigmoid;

    /// <summary>
    /// The tasks that hold Layer-Attention and how; the others decode the encoder's last block alone. Paper: Sec. 3.3,
    /// added to a model that has been trained without.
    /// </summary>
    public IReadOnlyList<LayerAttentionOptions> LayerAttention { get; init; } = [];

    /// <summary>Sizes of Naive Faceptor's subnets; a Faceptor does not read them.</summary>
    public NaiveHeadOptions NaiveHeads { get; init; } = new();

    /// <summary>Size of the identity vector. Paper: Sec. 4.1.</summary>
    public int IdentityDim { get; init; } = 512;

    /// <summary>Input side of age, expression, attribute and identity tasks, in pixels. Paper: Sec. 4.1.</summary>
    public int AttributeInputSidePx { get; init; } = 112;

    /// <summary>Input side of landmark and parsing tasks, in pixels. Paper: Sec. 4.1.</summary>
    public int DenseInputSidePx { get; init; } = 512;

    /// <summary>
    /// How images become network input, in training, evaluation, verification and prediction alike. Weight files carry
    /// it, and a network that starts from weights takes theirs. Released configuration.
    /// </summary>
    public InputNormalization Normalization { get; init; } = InputNormalization.Released;

    /// <summary>Whether in training the norms of a task's head compare the images that are run together.</summary>
    /// <param name="task">A task.</param>
    /// <returns>True where at least two images of the task are needed.</returns>
    public bool ComparesImages(FaceTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return FamilyNetwork.Of(task.Family).ComparesImages(Architecture);
    }

    /// <summary>Reports every value that cannot work, in one message.</summary>
    /// <exception cref="OptionsException">Some value cannot work.</exception>
    public void Validate()
    {
        var problems = new List<string>();
        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }

        Require(Tasks is { Count: > 0 }, "Tasks is empty; name at least one task");
        Require(Tasks is null || Tasks.Distinct().Count() == Tasks.Count, "Tasks names a task twice");
        Require(Enum.IsDefined(Architecture), $"Architecture is {Architecture}, expected Faceptor or Naive");
        Require(NaiveHeads is not null, "NaiveHeads is null; leave it out for the defaults");
        if (Architecture == ModelArchitecture.Naive && NaiveHeads is not null)
        {
            problems.AddRange(NaiveHeads.Problems(EncoderBlocks));
        }

        Require(EncoderBlocks > 0, $"EncoderBlocks is {EncoderBlocks}, expected at least 1");
        Require(DecoderLayers > 0, $"DecoderLayers is {DecoderLayers}, expected at least 1");
        Require(
            EncoderHeads > 0 && EncoderDim > 0 && EncoderDim % EncoderHeads == 0,
            $"EncoderDim {EncoderDim} is no multiple of EncoderHeads {EncoderHeads}");
        Require(
            DecoderHeads > 0 && DecoderDim > 0 && DecoderDim % DecoderHeads == 0,
            $"DecoderDim {DecoderDim} is no multiple of DecoderHeads {DecoderHeads}");
        Require(DecoderDim % 4 == 0, $"DecoderDim {DecoderDim} is no multiple of 4, which the position code needs");
        Require(DecoderFeedForwardDim > 0, $"DecoderFeedForwardDim is {DecoderFeedForwardDim}, expected at least 1");
        Require(IdentityDim > 0, $"IdentityDim is {IdentityDim}, expected at least 1");
        Require(UnusedProjectionDim >= 0, $"UnusedProjectionDim is {UnusedProjectionDim}, expected at least 0");
        Require(PositionGridSide > 0, $"PositionGridSide is {PositionGridSide}, expected at least 1");
        Require(DropPathRate is >= 0 and < 1, $"DropPathRate is {DropPathRate}, expected 0 up to but not 1");
        Require(
            Enum.IsDefined(DropPathMode), $"DropPathMode is {DropPathMode}, expected Samples or TokenPositions");
        Require(PatchSize > 0, $"PatchSize is {PatchSize}, expected at least 1");
        Require(
            PatchSize <= 0 || (AttributeInputSidePx > 0 && AttributeInputSidePx % PatchSize == 0),
            $"AttributeInputSidePx {AttributeInputSidePx} is no multiple of PatchSize {PatchSize}");
        Require(
            PatchSize <= 0 || (DenseInputSidePx > 0 && DenseInputSidePx % PatchSize == 0),
            $"DenseInputSidePx {DenseInputSidePx} is no multiple of PatchSize {PatchSize}");
        Require(
            Enum.IsDefined(PositionEmbedding), $"PositionEmbedding is {PositionEmbedding}, expected Sine or Learned");
        Require(
            Enum.IsDefined(AgeActivation), $"AgeActivation is {AgeActivation}, expected NormalizedSigmoid or Softmax");
        problems.AddRange(
            Normalization?.Problems(nameof(Normalization))
            ?? ["Normalization is null; leave it out for the released one"]);
        if (LayerAttention is null || LayerAttention.Any(entry => entry is null))
        {
            problems.Add("LayerAttention is null or has a null entry; leave it out for none");
        }
        else
        {
            Require(
                LayerAttention.Select(entry => entry.Task).Distinct().Count() == LayerAttention.Count,
                "LayerAttention names a task twice");
            Require(
                LayerAttention.Count == 0 || Architecture == ModelArchitecture.Faceptor,
                $"LayerAttention belongs to a Faceptor, Architecture is {Architecture}");
            problems.AddRange(LayerAttention.SelectMany(entry => entry.Problems(this)));
        }

        problems.AddRange(FaceptorLimits.Problems(this));
        if (problems.Count > 0)
        {
            throw new OptionsException(nameof(FaceptorOptions), $"{string.Join("; ", problems)}.");
        }
    }
}

/// <summary>Which of the paper's two networks a model is.</summary>
public enum ModelArchitecture
{
    /// <summary>Query decoder, pixel decoder and heads that all tasks share. Paper: Sec. 3.2.</summary>
    Faceptor,

    /// <summary>A subnet of its own for each family of tasks. Paper: Sec. 3.1, A.2.</summary>
    Naive,
}
