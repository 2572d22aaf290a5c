using Faceptor.Core.Decoders;
using Faceptor.Core.Encoders;
using Faceptor.Core.Heads;
using Faceptor.Core.Layers;
using Faceptor.Core.Natives;
using Faceptor.Models.Families;
using TorchSharp;
using static TorchSharp.torch;

namespace Faceptor.Models;

/// <summary>Makes models from options; the only reader of <see cref="FaceptorOptions"/>.</summary>
public static class FaceptorModelFactory
{
    /// <summary>
    /// Where every pixel of every map begins when a network learns from scratch: a probability of 2 %.
    /// </summary>
    private const double EmptyMapLogit = -4;

    /// <summary>Makes a model of either architecture with random weights on the CPU, in evaluation mode.</summary>
    /// <param name="options">Architecture, sizes and tasks.</param>
    /// <param name="seed">
    /// Seeds torch's generator before the weights are drawn; null leaves the generator as it is.
    /// </param>
    /// <returns>The model, owned by the caller and independent of any dispose scope.</returns>
    /// <exception cref="OptionsException">Some option cannot work; the message lists all of them.</exception>
    /// <exception cref="NativeLibraryException">libtorch or TorchSharp's native library is missing or does not fit.</exception>
    public static IFaceModel Create(FaceptorOptions options, long? seed = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        TorchRuntime.Load();
        // A program around may have switched gradients off; what is made then could never learn.
        using var normal = inference_mode(false);
        using var recording = enable_grad();
        if (seed is { } value)
        {
            manual_seed(value);
        }

        IFaceModel model = options.Architecture == ModelArchitecture.Naive
            ? MakeNaive(options, MakeEncoder(options))
            : MakeFaceptor(options, MakeEncoder(options));
        // A model made inside a dispose scope must not die with it.
        foreach (var parameter in model.Module.parameters())
        {
            parameter.DetachFromDisposeScope();
        }

        foreach (var buffer in model.Module.buffers())
        {
            buffer.DetachFromDisposeScope();
        }

        // The program around may have another default.
        if (model.EncoderParameters[0].device_type != DeviceType.CPU)
        {
            model.Module.to(CPU);
        }

        model.Module.eval();
        return model;
    }

    /// <summary>Makes a Faceptor, for code that looks into the network.</summary>
    /// <param name="options">Sizes and tasks.</param>
    /// <param name="seed">As for <see cref="Create"/>.</param>
    /// <returns>The model, owned by the caller and independent of any dispose scope.</returns>
    /// <exception cref="OptionsException">
    /// Some option cannot work, or the architecture is not <see cref="ModelArchitecture.Faceptor"/>.
    /// </exception>
    public static FaceptorModel CreateFaceptor(FaceptorOptions options, long? seed = null) =>
        (FaceptorModel)CreateOnly(ModelArchitecture.Faceptor, options, seed);

    /// <summary>Makes a Naive Faceptor.</summary>
    /// <param name="options">Sizes and tasks.</param>
    /// <param name="seed">As for <see cref="Create"/>.</param>
    /// <returns>The model, owned by the caller and independent of any dispose scope.</returns>
    /// <exception cref="OptionsException">
    /// Some option cannot work, or the architecture is not <see cref="ModelArchitecture.Naive"/>.
    /// </exception>
    public static NaiveFaceptorModel CreateNaive(FaceptorOptions options, long? seed = null) =>
        (NaiveFaceptorModel)CreateOnly(ModelArchitecture.Naive, options, seed);

    private static IFaceModel CreateOnly(ModelArchitecture architecture, FaceptorOptions options, long? seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Architecture == architecture
            ? Create(options, seed)
            : throw new OptionsException(
                nameof(FaceptorOptions.Architecture),
                $"expected {architecture}, got {options.Architecture}; use {nameof(Create)} for options of any kind.");
    }

    private static VisionTransformer MakeEncoder(FaceptorOptions options)
    {
        var encoder = new VisionTransformer(
            options.EncoderDim,
            options.EncoderBlocks,
            options.EncoderHeads,
            options.PatchSize,
            options.PositionGridSide,
            options.DropPathRate,
            options.UnusedProjectionDim,
            options.DropPathMode);
        if (options.ScratchInitialization)
        {
            encoder.InitializeForScratch();
        }

        return encoder;
    }

    private static FaceptorModel MakeFaceptor(FaceptorOptions options, VisionTransformer encoder)
    {
        var pixelDecoder = new PixelDecoder(options.DecoderDim);
        var mapHead = new MapHead(options.DecoderDim);
        var decoder = new QueryDecoder(
            options.Tasks,
            options.EncoderDim,
            options.DecoderDim,
            options.DecoderLayers,
            options.DecoderHeads,
            options.DecoderFeedForwardDim,
            options.PositionEmbedding,
            options.PositionGridSide);
        if (options.ScratchInitialization)
        {
            decoder.InitializeForScratch(
                new PatchGrid(options.PositionGridSide, options.PositionGridSide),
                task => FamilyNetwork.Of(task.Family).HasPlaces);
            // A map is the product of both. Almost all pixels of a heatmap are empty, and to learn that alone takes
            // hundreds of steps.
            var offset = Math.Sqrt(-EmptyMapLogit / options.DecoderDim);
            mapHead.InitializeOffset(offset);
            pixelDecoder.InitializeOffset(-offset);
        }

        return new FaceptorModel(
            options,
            encoder,
            decoder,
            pixelDecoder,
            mapHead,
            new ValueHead(options.DecoderDim),
            new IdentityHead(options.EncoderDim, options.IdentityDim));
    }

    private static NaiveFaceptorModel MakeNaive(FaceptorOptions options, VisionTransformer encoder)
    {
        var heads = options.Tasks
            .GroupBy(task => FamilyNetwork.Of(task.Family))
            .OrderBy(tasks => tasks.Key.NaiveRank)
            .Select(tasks => (tasks.Key, tasks.Key.CreateNaiveHead(options, tasks)));
        return new NaiveFaceptorModel(options, encoder, heads);
    }
}
