using System.Text;

namespace Faceptor.Serialization;

/// <summary>What a file is that somebody takes for weights, by its first bytes.</summary>
internal static class FileKind
{
    /// <summary>How much of a file is looked at.</summary>
    public const int HeadBytes = 512;

    private const string Unpack = "unpack it and name the file inside";
    private const string Export = "export the weights from their program, as safetensors or with torch.save";
    private const string OtherFile = "name a weight file (.safetensors, .pth, .pth.tar)";

    /// <summary>What the file is and what to do; null when the first bytes do not tell.</summary>
    public static string? Problem(ReadOnlySpan<byte> head) => head.IsEmpty
        ? "the file is empty; copy or download it again."
        : NameOf(head) is { } kind
            ? $"expected safetensors or a PyTorch file, got {kind.Name}; {kind.Remedy}."
            : null;

    private static (string Name, string Remedy)? NameOf(ReadOnlySpan<byte> head) => head switch
    {
        _ when head.StartsWith("version https://git-lfs"u8) =>
            ("a pointer of Git LFS in place of the file", "fetch the file itself: git lfs pull"),
        _ when IsPage(head) => ("a web page", "the download failed or asks for a login; download the file again"),
        _ when head.StartsWith("GGUF"u8) => ("a GGUF file", Export),
        _ when head.StartsWith("\x89HDF\r\n\x1a\n"u8) || StartsWith(head, 0x89, "HDF"u8) =>
            ("an HDF5 file (Keras or MATLAB)", Export),
        _ when StartsWith(head, 0x93, "NUMPY"u8) => ("a numpy array", Export),
        _ when head.Length > 8 && head[4..8].SequenceEqual("TFL3"u8) => ("a TensorFlow Lite model", Export),
        _ when IsProtocolBuffer(head) => ("an ONNX or TensorFlow model", Export),
        _ when head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b, 8]) => ("a gzip file", Unpack),
        _ when head.StartsWith("BZh"u8) => ("a bzip2 file", Unpack),
        _ when StartsWith(head, 0xfd, "7zXZ"u8) => ("an xz file", Unpack),
        _ when head.StartsWith((ReadOnlySpan<byte>)[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]) => ("a 7z archive", Unpack),
        _ when head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]) => ("a zstd file", Unpack),
        _ when head.StartsWith("Rar!"u8) => ("a rar archive", Unpack),
        _ when head.Length > 262 && head[257..262].SequenceEqual("ustar"u8) => ("a tar archive", Unpack),
        _ when head.StartsWith("PK\u0005\u0006"u8) => ("an empty zip archive", OtherFile),
        _ when head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff])
            || StartsWith(head, 0x89, "PNG"u8)
            || head.StartsWith("GIF8"u8)
            || head.StartsWith("RIFF"u8) => ("an image or film", OtherFile),
        _ when StartsWith(head, 0x7f, "ELF"u8) || head.StartsWith("MZ"u8) => ("a program or library", OtherFile),
        _ when head.StartsWith("%PDF"u8) => ("a PDF document", OtherFile),
        _ when IsText(head) => ($"text ('{Beginning(head)}')", OtherFile),
        _ => null,
    };

    private static bool StartsWith(ReadOnlySpan<byte> head, byte first, ReadOnlySpan<byte> rest) =>
        head.Length > rest.Length && head[0] == first && head[1..].StartsWith(rest);

    private static bool IsPage(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head).TrimStart('\u00ef', '\u00bb', '\u00bf', ' ', '\t', '\r', '\n');
        return text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase);
    }

    // A small first field (the version of the format) and then a field of some length: ONNX, and TensorFlow's graphs.
    private static bool IsProtocolBuffer(ReadOnlySpan<byte> head) =>
        head.Length > 4 && head[0] == 8 && head[1] is > 0 and < 32 && head[2] is 0x12 or 0x1a or 0x22 or 0x3a;

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (var value in head)
        {
            if (value < ' ' && value is not ((byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return false;
            }
        }

        return System.Text.Unicode.Utf8.IsValid(head) || head.Length == HeadBytes && IsAscii(head[..^4]);
    }

    private static bool IsAscii(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyInRange((byte)128, (byte)255);

    private static string Beginning(ReadOnlySpan<byte> head)
    {
        var text = Encoding.UTF8.GetString(head[..Math.Min(head.Length, 40)]).Trim();
        return MessageText.Quote(text.ReplaceLineEndings(" "));
    }
}
