using System.Text;
using Faceptor.Serialization.Pickles;

namespace Faceptor.Data.Formats;

/// <summary>Pickles as dataset files: same reader, errors that name the file.</summary>
internal static class PickleFile
{
    /// <summary>Reads the file's pickle.</summary>
    public static object? Read(string path)
    {
        try
        {
            RequirePickle(path);
            return PickleReader.Read(PlainFile.ReadBytes(path), PickleGlobals.Numpy);
        }
        catch (PickleException e)
        {
            throw new DatasetException(path, e.Message, innerException: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                path, $"the file cannot be read ({e.Message}); check the path.", innerException: e);
        }
    }

    // Before gigabytes are read: a pickle says its protocol, or, where old writers said none, begins with an opcode
    // that makes a tuple, a list, a dictionary or an object.
    private static void RequirePickle(string path)
    {
        const byte protocolOpcode = 0x80;
        const int maxProtocol = 5;
        Span<byte> head = stackalloc byte[16];
        using (var file = PlainFile.OpenRead(path, FileShare.ReadWrite, bufferSize: 0))
        {
            head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        }

        if (head.Length < 2)
        {
            throw new DatasetException(
                path, $"expected a pickle, the file has {head.Length} bytes; it is cut off or damaged, copy it again.");
        }

        if (head[0] == protocolOpcode ? head[1] <= maxProtocol : "(])}c"u8.Contains(head[0]))
        {
            return;
        }

        throw new DatasetException(
            path,
            $"expected a pickle, the file begins with '{MessageText.Quote(Encoding.Latin1.GetString(head))}'"
            + (head.StartsWith("version"u8)
                ? "; it is a pointer of Git LFS, fetch the file itself."
                : "; copy it again or check the path."));
    }
}
