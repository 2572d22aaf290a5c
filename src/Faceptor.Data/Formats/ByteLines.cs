namespace Faceptor.Data.Formats;

/// <summary>
/// Lines of a large list as bytes, one at a time. LF and CRLF, a byte order mark, empty lines and a missing last line
/// end are all the same to it.
/// </summary>
/// <remarks>For lists of millions of lines, where a text for each would be most of the work.</remarks>
internal sealed class ByteLines : IDisposable
{
    private const int BlockBytes = 1 << 16;
    private const int MaxLineBytes = TextLines.MaxLineChars;

    private readonly string _path;
    private readonly Stream _file;
    private byte[] _buffer = new byte[BlockBytes];
    private int _start;
    private int _end;
    private bool _isAtEnd;

    /// <summary>Opens a list.</summary>
    /// <exception cref="DatasetException">The list cannot be read.</exception>
    public ByteLines(string path)
    {
        _path = path;
        _file = TextLines.OpenBytes(path);
        Fill();
        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
        {
            _start = "\uFEFF"u8.Length;
        }
    }

    /// <summary>Number of the line read last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Lines of a list that are not empty.</summary>
    /// <exception cref="DatasetException">The list cannot be read.</exception>
    public static int CountFilled(string path)
    {
        using var lines = new ByteLines(path);
        var count = 0;
        while (lines.TryRead(out _))
        {
            count++;
        }

        return count;
    }

    /// <summary>Reads the next line that is not empty, without its end.</summary>
    /// <param name="line">The bytes; valid until the next call.</param>
    /// <returns>False at the end of the list.</returns>
    /// <exception cref="DatasetException">The list cannot be read, or a line is too long for a list.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (Next(out line))
        {
            Number++;
            line = line.TrimEnd((byte)'\r');
            if (!line.IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private bool Next(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var rest = _buffer.AsSpan(_start, _end - _start);
            var length = rest.IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = rest[..length];
                _start += length + 1;
                return true;
            }

            if (_isAtEnd)
            {
                line = rest;
                _start = _end;
                return !rest.IsEmpty;
            }

            Fill();
        }
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            if (_end >= MaxLineBytes)
            {
                throw TextLines.TooLong(_path, Number + 1);
            }

            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        try
        {
            var read = _file.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            _isAtEnd = read == 0;
        }
        catch (IOException e)
        {
            throw new DatasetException(
                _path, $"the list cannot be read ({e.Message}); copy it again.", Number + 1, e);
        }
    }
}
