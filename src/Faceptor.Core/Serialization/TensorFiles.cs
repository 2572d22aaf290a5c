using Faceptor.Core.Errors;

namespace Faceptor.Core.Serialization;

/// <summary>Tells files of tensors from what people give in their place.</summary>
public static class TensorFiles
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

    private static byte[] ReadHead(string path)
    {
        var head = new byte[FileKind.HeadBytes];
        using var stream = PlainFile.Open(path, bufferSize: 0);
        try
        {
            return head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PlainFile.Unreadable(path, e);
        }
    }
}
