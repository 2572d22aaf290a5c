using System.Collections.Immutable;
using Faceptor.Core.Batches;
using Faceptor.Models.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Faceptor.Models;

/// <summary>
/// A face model for several tasks, as training, evaluation and inference see it: a <see cref="FaceptorModel"/> or a
/// <see cref="NaiveFaceptorModel"/>.
/// </summary>
public interface IFaceModel : IDisposable
{
    /// <summary>The options the model was made from; they decide all about the network but its weights.</summary>
    FaceptorOptions Options { get; }

    /// <summary>The tasks the model holds, in the order of its options.</summary>
    ImmutableArray<FaceTask> Tasks { get; }

    /// <summary>The network as a module: state dict, train and eval mode, device.</summary>
    nn.Module Module { get; }

    /// <summary>
    /// Where the weights come from, under which terms, and what they learned from, as their file said; null for weights
    /// made here that have learned nothing. Saving keeps it.
    /// </summary>
    WeightProvenance? Provenance { get; set; }

    /// <summary>Parameters of the encoder, which learn at the base rate.</summary>
    IReadOnlyList<Parameter> EncoderParameters { get; }

    /// <summary>All other parameters, which learn at a multiple of the base rate.</summary>
    IReadOnlyList<Parameter> OtherParameters { get; }

    /// <summary>Side in pixels of the square images that the model is made to see for a task.</summary>
    /// <param name="task">One of <see cref="Tasks"/>.</param>
    int InputSidePx(FaceTask task);

    /// <summary>Runs the encoder once over all images and the heads of each range's task over its images.</summary>
    /// <param name="images">
    /// RGB images of one size, normalised as <see cref="FaceptorOptions.Normalization"/> says for the family of each
    /// one's task [B, 3, H, W]; not disposed here.
    /// </param>
    /// <param name="ranges">Which task looks at which images; at least one.</param>
    /// <returns>One output a range, in the same order; the tensors belong to the caller's dispose scope.</returns>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    IReadOnlyList<TaskOutput> Forward(Tensor images, IReadOnlyList<TaskRange> ranges);

    /// <summary>
    /// Keeps the model's memory over many calls, as training needs between forward and backward pass: disposing the
    /// model meanwhile is refused with an <see cref="InvalidOperationException"/>.
    /// </summary>
    /// <returns>Dispose it to let go; null where a model has nothing to keep.</returns>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    IDisposable? Hold() => null;

    /// <summary>
    /// Whether training keeps only the input of each encoder block and runs the block again in the backward pass: less
    /// memory, more time, the same gradients. Off until it is set; then call <see cref="EndBackward"/>.
    /// </summary>
    bool UsesActivationCheckpointing { get; set; }

    /// <summary>
    /// Frees what <see cref="UsesActivationCheckpointing"/> held for the backward pass and reports what went wrong there;
    /// call it after each backward pass. Does nothing otherwise.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// A block could not be run again, as when memory runs out; the gradients are not whole.
    /// </exception>
    void EndBackward();

    /// <summary>
    /// Forgets what evaluation has cached; call it after changing weights by other means than training.
    /// </summary>
    void ClearCaches();

    /// <summary>Parameters of each part, by the part's name in checkpoints.</summary>
    IReadOnlyDictionary<string, long> CountParameters();
}
