using System.Buffers.Binary;

namespace Faceptor.Imaging.Codecs;

/// <summary>The contents of all <c>IDAT</c> chunks of a PNG file, one after the other.</summary>
internal sealed class PngPixelChunks(Stream file) : Stream
{
    private const int SignatureBytes = 8;

    private long _left;
    private long _next = SignatureBytes;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (_left == 0 && !buffer.IsEmpty)
        {
            if (!MoveToNextChunk())
            {
                return 0;
            }
        }

        var count = file.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        _left = count == 0 ? 0 : _left - count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // Content, length and checksum of a chunk: its length and twelve bytes.
    private bool MoveToNextChunk()
    {
        Span<byte> head = stackalloc byte[8];
        while (true)
        {
            file.Position = Math.Min(_next, file.Length);
            if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length
                || head[4..].SequenceEqual("IEND"u8))
            {
                return false;
            }

            var length = BinaryPrimitives.ReadUInt32BigEndian(head);
            _next += length + 12L;
            if (head[4..].SequenceEqual("IDAT"u8))
            {
                _left = length;
                return true;
            }
        }
    }
}
