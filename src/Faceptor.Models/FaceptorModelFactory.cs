using Faceptor.Core.Decoders;
using Faceptor.Core.Encoders;
using Faceptor.Core.Errors;
using Faceptor.Core.Heads;
using static TorchSharp.torch;

namespace Faceptor.Models;

/// <summary>Makes models from options; the only reader of <see cref="FaceptorOptions"/>.</summary>
public static class FaceptorModelFactory
{
    /// <summary>Where every pixel of every map begins when a network learns from scratch: a probability of 2 %.</summary>
    private const double EmptyMapLogit = -4;

    /// <summary>Makes a model with random weights on the CPU, in evaluation mode.</summary>
    /// <param name="options">Sizes and tasks.</param>
    /// <param name="seed">
    /// Seeds torch's generator before the weights are drawn; null leaves the generator as it is.
    /// </param>
    /// <returns>The model, owned by the caller and independent of any dispose scope.</returns>
    /// <exception cref="OptionsException">Some option cannot work; the message lists all of them.</exception>
    public static FaceptorModel Create(FaceptorOptions options, long? seed = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (seed is { } value)
        {
            manual_seed(value);
        }

        var encoder = new VisionTransformer(
            options.EncoderDim,
            options.EncoderBlocks,
            options.EncoderHeads,
            options.PatchSize,
            options.PositionGridSide,
            options.DropPathRate,
            options.UnusedProjectionDim);
        var pixelDecoder = new PixelDecoder(options.DecoderDim);
        var mapHead = new MapHead(options.DecoderDim);
        if (options.ScratchInitialization)
        {
            encoder.InitializeForScratch();
            // A map is the product of both; almost all pixels of a heatmap are empty, and to learn that alone takes
            // hundreds of steps.
            var offset = Math.Sqrt(-EmptyMapLogit / options.DecoderDim);
            mapHead.InitializeOffset(offset);
            pixelDecoder.InitializeOffset(-offset);
        }

        var model = new FaceptorModel(
            options,
            encoder,
            new QueryDecoder(
                options.Tasks,
                options.EncoderDim,
                options.DecoderDim,
                options.DecoderLayers,
                options.DecoderHeads,
                options.DecoderFeedForwardDim),
            pixelDecoder,
            mapHead,
            new ValueHead(options.DecoderDim),
            new IdentityHead(options.EncoderDim, options.IdentityDim));
        // A model made inside a dispose scope must not die with it.
        foreach (var parameter in model.parameters())
        {
            parameter.DetachFromDisposeScope();
        }

        foreach (var buffer in model.buffers())
        {
            buffer.DetachFromDisposeScope();
        }

        model.eval();
        return model;
    }
}
