using System.Collections.Immutable;
using Faceptor.Core.Layers;
using static TorchSharp.torch;

namespace Faceptor.Models;

/// <summary>
/// What the encoder has made of some images: enough to answer tasks from, without the images. Made by
/// <see cref="FaceptorModel.EncodeFor"/>, or put together from parts that were kept.
/// </summary>
internal sealed class EncodedImages : IDisposable
{
    private readonly IReadOnlyList<Tensor> _tokens;
    private bool _isDisposed;

    /// <summary>Puts tokens together.</summary>
    /// <param name="grid">The grid of the L patches.</param>
    /// <param name="blocks">Encoder blocks, counted from 1, rising; the last is the encoder's last.</param>
    /// <param name="tokens">For each block its patch tokens [B, L, C]; they belong to this object from now on.</param>
    public EncodedImages(PatchGrid grid, ImmutableArray<int> blocks, IReadOnlyList<Tensor> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        if (blocks.IsDefaultOrEmpty || blocks.Length != tokens.Count)
        {
            throw new ArgumentException(
                $"expected tokens of {(blocks.IsDefault ? 0 : blocks.Length)} blocks and at least one, "
                + $"got those of {tokens.Count}.",
                nameof(tokens));
        }

        Grid = grid;
        Blocks = blocks;
        _tokens = tokens;
    }

    /// <summary>The grid of the L patches.</summary>
    public PatchGrid Grid { get; }

    /// <summary>Encoder blocks, counted from 1, rising.</summary>
    public ImmutableArray<int> Blocks { get; }

    /// <summary>For each block its patch tokens [B, L, C].</summary>
    /// <exception cref="ObjectDisposedException">They are disposed.</exception>
    public IReadOnlyList<Tensor> Tokens
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _tokens;
        }
    }

    /// <summary>Number of images B.</summary>
    public long NumImages => Tokens[0].size(0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (var tokens in _tokens)
        {
            tokens.Dispose();
        }
    }
}
