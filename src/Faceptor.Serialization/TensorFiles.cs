using Faceptor.Serialization.PyTorch;

namespace Faceptor.Serialization;

/// <summary>Tells files of tensors from what people give in their place.</summary>
internal static class TensorFiles
{
    /// <summary>Recognises a file by its first bytes, whatever its name.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">
    /// There is no such file, or it is something else: a folder, a pipe, a pointer of Git LFS, a page of a failed
    /// download, another program's weights, a packed file. The message names it and says what to do.
    /// </exception>
    public static TensorFileFormat FormatOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ReadOnlySpan<byte> head = ReadHead(path);
        // Safetensors begin with the length of their header, at most some megabytes, which is followed by a brace.
        if (head.Length > 8 && head[8] == (byte)'{' && !head[4..8].ContainsAnyExcept((byte)0))
        {
            return TensorFileFormat.SafeTensors;
        }

        if (FileKind.Problem(head) is { } problem)
        {
            throw new CheckpointException(path, problem);
        }

        if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            return TensorFileFormat.SafeTensors;
        }

        // A zip archive, or a pickle of protocol 2 or later.
        return head.StartsWith("PK\u0003\u0004"u8) || head[0] == 0x80
            ? TensorFileFormat.PyTorch
            : throw new CheckpointException(
                path,
                "expected safetensors or a PyTorch file (.pth, .pth.tar), the content is neither; "
                + "name a weight file, or copy it again.");
    }

    /// <summary>Opens a file of tensors.</summary>
    /// <exception cref="CheckpointException">
    /// It is missing or may not be read, or it is a folder, a pipe or a device; the message says which and what to do.
    /// </exception>
    internal static FileStream Open(string path, int bufferSize = 4096)
    {
        if (Directory.Exists(path))
        {
            throw new CheckpointException(path, FolderInPlaceOfFile.Problem(path));
        }

        if (!PlainFile.IsPlain(path))
        {
            throw new CheckpointException(path, $"{PlainFile.NotPlain}.");
        }

        try
        {
            return PlainFile.OpenRead(path, FileShare.Read, bufferSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>A file of tensors that the system does not let read.</summary>
    internal static CheckpointException Unreadable(string path, Exception cause) => new(
        path,
        cause is FileNotFoundException or DirectoryNotFoundException
            ? "the weight file cannot be read: there is none of this name; check the path."
            : $"the weight file cannot be read ({cause.Message}); check the path and its permissions.",
        cause);

    private static byte[] ReadHead(string path)
    {
        var head = new byte[FileKind.HeadBytes];
        using var stream = Open(path, bufferSize: 0);
        try
        {
            return head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }
}

/// <summary>The formats of tensors that this library reads.</summary>
internal enum TensorFileFormat
{
    /// <summary>Named tensors and text, no code: <see cref="Faceptor.Serialization.SafeTensors"/>.</summary>
    SafeTensors,

    /// <summary>What <c>torch.save</c> writes: <see cref="PyTorchFile"/>.</summary>
    PyTorch,
}
