using System.Collections.Immutable;
using Faceptor.Core.Errors;
using Faceptor.Core.Serialization;
using static TorchSharp.torch;

namespace Faceptor.Models.Weights;

/// <summary>
/// A file of named tensors, of any format and source that this library reads, recognised by its content. Opening reads
/// names and shapes; tensors are read when asked for. Nothing in a file is run.
/// </summary>
public sealed class WeightFile : IDisposable
{
    private readonly SafeTensors? _safeTensors;
    private readonly PyTorchFile? _pyTorch;
    private readonly IReadOnlyDictionary<string, PickledTensor> _pickled =
        ImmutableDictionary<string, PickledTensor>.Empty;

    private WeightFile(SafeTensors file)
    {
        _safeTensors = file;
        Path = file.Path;
        Format = "safetensors";
        Metadata = file.Metadata;
        Source = WeightSources.Recognize(this);
    }

    private WeightFile(PyTorchFile file)
    {
        _pyTorch = file;
        Path = file.Path;
        Format = file.IsLegacy ? "PyTorch stream (before 1.6)" : "PyTorch zip archive";
        var content = PyTorchTree.Read(file.Root);
        _pickled = content.Tensors;
        Metadata = content.Values;
        OtherParts = content.OtherParts;
        Source = WeightSources.Recognize(this);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The format, for people.</summary>
    public string Format { get; }

    /// <summary>What the file is.</summary>
    public WeightSource Source { get; }

    /// <summary>Names of the tensors, in the order of the file.</summary>
    public IReadOnlyCollection<string> Names => _safeTensors?.Names ?? [.. _pickled.Keys];

    /// <summary>The file's own text entries; of a PyTorch file, plain values beside the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>
    /// Entries of a PyTorch file beside its state dict, for example <c>optimizer</c>; they are not read.
    /// </summary>
    public ImmutableArray<string> OtherParts { get; } = [];

    /// <summary>Opens a file and recognises it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">
    /// The file is missing, is neither safetensors nor a PyTorch file, is damaged, or asks for something that a reader
    /// of data must refuse.
    /// </exception>
    public static WeightFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (LooksLikePyTorch(path))
        {
            var file = PyTorchFile.Open(path);
            try
            {
                return new WeightFile(file);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }

        return new WeightFile(SafeTensors.Open(path));
    }

    /// <summary>Shape of a tensor, without reading it.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public IReadOnlyList<long> ShapeOf(string name) => _safeTensors?.ShapeOf(name) ?? _pickled[name].Shape;

    /// <summary>Element type of a tensor, without reading it.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public ScalarType TypeOf(string name) => _safeTensors?.TypeOf(name) ?? _pickled[name].Type;

    /// <summary>Reads a tensor to the CPU.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <returns>The tensor, owned by the caller.</returns>
    /// <exception cref="CheckpointException">The file has no such tensor, or cannot be read any more.</exception>
    public Tensor Read(string name)
    {
        if (_safeTensors is not null)
        {
            return _safeTensors.Read(name);
        }

        return _pickled.TryGetValue(name, out var tensor)
            ? _pyTorch!.Read(tensor)
            : throw new CheckpointException(Path, $"there is no tensor '{name}'.");
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _safeTensors?.Dispose();
        _pyTorch?.Dispose();
    }

    // A zip archive, or a pickle of protocol 2 or later; safetensors begin with the length of their header, which is
    // followed by a brace.
    private static bool LooksLikePyTorch(string path)
    {
        Span<byte> head = stackalloc byte[9];
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var count = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)
                || (count == head.Length && head[8] == (byte)'{'))
            {
                return false;
            }

            return head.StartsWith("PK\u0003\u0004"u8) || head[0] == 0x80
                ? true
                : throw new CheckpointException(
                    path,
                    "expected safetensors or a PyTorch file (.pth, .pth.tar), the content is neither; "
                    + "name a weight file, or copy it again.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                path, $"the weight file cannot be read ({e.Message}); check the path and its permissions.", e);
        }
    }
}
