using System.Collections.Frozen;
using System.Collections.Immutable;
using Faceptor.Core.Batches;
using Faceptor.Core.Decoders;
using Faceptor.Core.Heads;
using Faceptor.Core.Layers;
using Faceptor.Models.Weights;
using static TorchSharp.torch;

namespace Faceptor.Models.Families;

/// <summary>
/// What a task family is within the networks: its heads in both architectures, how their outputs are read, and the
/// names of its tensors. One instance a family.
/// </summary>
internal abstract class FamilyNetwork
{
    private static readonly FrozenDictionary<TaskFamily, FamilyNetwork> ByFamily = new FamilyNetwork[]
    {
        new LandmarksNetwork(),
        new ParsingNetwork(),
        new AgeNetwork(),
        new ExpressionNetwork(),
        new AttributesNetwork(),
        new IdentityNetwork(),
    }.ToFrozenDictionary(network => network.Family);

    /// <summary>The family.</summary>
    public abstract TaskFamily Family { get; }

    /// <summary>The family's subnet in Naive Faceptor, as its tensors' names begin.</summary>
    public string NaivePart => field ??= $"{Family.ToString().ToLowerInvariant()}_head";

    /// <summary>
    /// The parts of either network, beside encoder and decoder, that only exist or learn for some families; this one
    /// is among them.
    /// </summary>
    public abstract ImmutableArray<string> Parts { get; }

    /// <summary>
    /// Whether queries begin at places of their own when a network learns from scratch; true unless overridden.
    /// </summary>
    public virtual bool HasPlaces => true;

    /// <summary>
    /// When the family's subnet of Naive Faceptor is made; families of one rank follow the order of the tasks.
    /// </summary>
    /// <remarks>Initial weights are drawn in this order: with another, a seed would mean another network.</remarks>
    public abstract int NaiveRank { get; }

    /// <summary>Finds what a family is within the networks.</summary>
    /// <param name="family">A family.</param>
    public static FamilyNetwork Of(TaskFamily family) => ByFamily[family];

    /// <summary>Whether in training the head's norms compare the images of a batch, and so need two of them.</summary>
    /// <param name="architecture">The network.</param>
    public virtual bool ComparesImages(ModelArchitecture architecture) => architecture == ModelArchitecture.Naive;

    /// <summary>The tensor by which a file shows that it holds a task.</summary>
    /// <param name="task">A task of the family.</param>
    /// <param name="architecture">The network that the file is for.</param>
    public virtual string OutputTensor(FaceTask task, ModelArchitecture architecture) =>
        architecture == ModelArchitecture.Naive
            ? $"{NaivePart}.outputs.{task.Id}.weight"
            : $"decoder.queries.{task.Id}.tokens";

    /// <summary>Side of the largest maps that are made of an image; only asked of dense families.</summary>
    /// <param name="inputSidePx">Side of the input.</param>
    /// <param name="outputSidePx">Side of the maps that the head gives.</param>
    public virtual long MapSidePx(int inputSidePx, long outputSidePx) => outputSidePx;

    /// <summary>Runs the family's shared head of Faceptor.</summary>
    /// <param name="heads">The heads.</param>
    /// <param name="features">What encoder and decoders made of a range's images.</param>
    /// <returns>As of <see cref="TaskOutput"/>; owned by the caller's scope.</returns>
    public abstract Tensor Answer(SharedHeads heads, RangeFeatures features);

    /// <summary>
    /// The part of <see cref="Answer(SharedHeads, RangeFeatures)"/> that looks at each image by itself; all of it unless
    /// overridden.
    /// </summary>
    /// <param name="heads">The heads.</param>
    /// <param name="features">What encoder and decoders made of a range's images.</param>
    /// <returns>What <see cref="Compare"/> goes on from [B, ...]; owned by the caller's scope.</returns>
    public virtual Tensor AnswerEach(SharedHeads heads, RangeFeatures features) => Answer(heads, features);

    /// <summary>The rest, which in training compares the images; nothing unless overridden.</summary>
    /// <param name="heads">The heads.</param>
    /// <param name="each">What <see cref="AnswerEach"/> gave, of any number of images.</param>
    /// <returns>As of <see cref="TaskOutput"/>; owned by the caller's scope.</returns>
    public virtual Tensor Compare(SharedHeads heads, Tensor each) => each.alias();

    /// <summary>Makes the family's subnet of Naive Faceptor.</summary>
    /// <param name="options">The sizes.</param>
    /// <param name="tasks">The model's tasks of the family.</param>
    public abstract nn.Module CreateNaiveHead(FaceptorOptions options, IEnumerable<FaceTask> tasks);

    /// <summary>The encoder blocks that the subnet reads, counted from 1.</summary>
    /// <param name="options">The options that made it.</param>
    public abstract ImmutableArray<int> NaiveBlocks(FaceptorOptions options);

    /// <summary>Runs the family's subnet of Naive Faceptor.</summary>
    /// <param name="head">What <see cref="CreateNaiveHead"/> made.</param>
    /// <param name="levels">Patch tokens of the blocks of <see cref="NaiveBlocks"/>, each [B, L, C].</param>
    /// <param name="grid">The grid of the L patches.</param>
    /// <param name="task">A task of the family.</param>
    /// <returns>As of <see cref="TaskOutput"/>; owned by the caller's scope.</returns>
    public abstract Tensor Answer(nn.Module head, Tensor[] levels, PatchGrid grid, FaceTask task);

    /// <summary>Adds names and shapes of the subnet's tensors.</summary>
    /// <param name="shapes">Receives them.</param>
    /// <param name="tasks">The model's tasks of the family.</param>
    public abstract void AddNaiveShapes(ModelShapes shapes, IEnumerable<FaceTask> tasks);

    /// <summary>Reads the output for one image, or for an identity's image and its mirror image.</summary>
    /// <param name="output">The output; not disposed here.</param>
    /// <param name="sidePx">Side of the input in pixels.</param>
    /// <returns>
    /// Landmarks: points (x, y) in [0, 1] [K, 2]. Parsing: logits at the size of the input [K, S, S]. Age, expression,
    /// attributes: probabilities [K]. Identity: the unit vector of the mean of the views [D]. Owned by the caller's
    /// scope.
    /// </returns>
    public abstract Tensor Decode(TaskOutput output, int sidePx);

    /// <summary>How high the maps of an output for one image rise.</summary>
    /// <param name="output">The output; not disposed here.</param>
    /// <returns>From 0 to 1 [K], owned by the caller's scope; null for families without.</returns>
    public virtual Tensor? DecodePeaks(TaskOutput output) => null;
}

/// <summary>The heads of Faceptor, which all tasks share.</summary>
/// <param name="Map">Of tasks with maps.</param>
/// <param name="Value">Of tasks with a number for each query.</param>
/// <param name="Identity">Of identity.</param>
internal sealed record SharedHeads(MapHead Map, ValueHead Value, IdentityHead Identity);

/// <summary>What encoder and decoders made of the images of one range; a view is made when it is asked for.</summary>
/// <param name="range">The range.</param>
/// <param name="patchTokens">Patch tokens of all images, of the encoder's last block [B, L, C].</param>
/// <param name="queryTokens">The range's tokens [B, Q, D] of the decoder; null without queries.</param>
/// <param name="pixels">The pixel embedding of a run of images; null when no range is dense.</param>
internal sealed class RangeFeatures(TaskRange range, Tensor patchTokens, Tensor? queryTokens, PixelMaps? pixels)
{
    /// <summary>Patch tokens of the range [B, L, C].</summary>
    public Tensor PatchTokens => patchTokens.narrow(0, range.FirstImage, range.NumImages);

    /// <summary>The range's tokens [B, Q, D]; only of tasks with queries.</summary>
    public Tensor QueryTokens => queryTokens!;

    /// <summary>The range's pixel embedding [B, D, H, W]; only of dense tasks.</summary>
    public Tensor Pixels => pixels!.Of(range);
}

/// <summary>The pixel embedding of a run of images.</summary>
/// <param name="Values">The embedding [B, D, H, W].</param>
/// <param name="FirstImage">Number of the run's first image in the batch.</param>
internal sealed record PixelMaps(Tensor Values, int FirstImage)
{
    /// <summary>Runs the pixel decoder over just the images that dense tasks look at; null where none does.</summary>
    public static PixelMaps? Make(PixelDecoder decoder, Tensor memory, PatchGrid grid, IEnumerable<TaskRange> ranges)
    {
        TaskRange[] dense = [.. ranges.Where(range => range.Task.IsDense)];
        if (dense.Length == 0)
        {
            return null;
        }

        var first = dense.Min(range => range.FirstImage);
        var end = dense.Max(range => range.FirstImage + range.NumImages);
        return new PixelMaps(decoder.call(memory.narrow(0, first, end - first), grid), first);
    }

    /// <summary>That of a range within the run.</summary>
    public Tensor Of(TaskRange range) => Values.narrow(0, range.FirstImage - FirstImage, range.NumImages);
}
