using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Google.Protobuf;
using Tensorboard;

namespace Faceptor.Training.Progress;

/// <summary>
/// A file of TensorBoard's events that is added to. TorchSharp brings the messages; records are written here.
/// </summary>
/// <remarks>
/// A record is its length (8 bytes, little-endian), the length's checksum, the message, the message's checksum. Each is
/// handed to the system whole, so that a reader beside the run, and one after its death, finds whole events.
/// </remarks>
internal sealed class EventFile : IDisposable
{
    private const string NamePrefix = "events.out.tfevents.";
    private const string Version = "brain.Event:2";
    private const int NumFrameBytes = 16;

    private readonly FileStream _file;
    private readonly TimeProvider _clock;

    private EventFile(string path, TimeProvider clock)
    {
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        _clock = clock;
        Write(new Event { FileVersion = Version });
    }

    /// <summary>Starts a file in a folder.</summary>
    /// <param name="folder">The folder; created.</param>
    /// <param name="resumedStep">
    /// 0 for a new run, which removes the files of an earlier one. Otherwise earlier files stay, and this one begins by
    /// telling readers that what they say of later steps no longer counts.
    /// </param>
    /// <param name="clock">Tells the time of events.</param>
    public static EventFile Start(string folder, int resumedStep, TimeProvider clock)
    {
        Directory.CreateDirectory(folder);
        var earlier = Directory.GetFiles(folder, NamePrefix + "*");
        if (resumedStep == 0)
        {
            Array.ForEach(earlier, System.IO.File.Delete);
            earlier = [];
        }

        // Readers take files in the order of their names, which therefore has to rise even where the clock goes back.
        var time = earlier.Select(TimeIn).Append(clock.GetUtcNow().ToUnixTimeSeconds() - 1).Max() + 1;
        var name = string.Create(CultureInfo.InvariantCulture, $"{NamePrefix}{time:D10}.faceptor");
        var file = new EventFile(Path.Combine(folder, name), clock);
        if (resumedStep > 0)
        {
            file.Write(new Event
            {
                Step = resumedStep + 1,
                SessionLog = new SessionLog { Status = SessionLog.Types.SessionStatus.Start },
            });
        }

        return file;
    }

    /// <summary>Adds an event with the time of now.</summary>
    public void Write(Event message)
    {
        message.WallTime = _clock.GetUtcNow().ToUnixTimeMilliseconds() / 1e3;
        var bytes = message.ToByteArray();
        var record = new byte[bytes.Length + NumFrameBytes];
        BinaryPrimitives.WriteInt64LittleEndian(record, bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedChecksum(record.AsSpan(0, 8)));
        bytes.CopyTo(record, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + bytes.Length), MaskedChecksum(bytes));
        _file.Write(record);
    }

    public void Dispose() => _file.Dispose();

    private static long TimeIn(string path)
    {
        var digits = Path.GetFileName(path)[NamePrefix.Length..].TakeWhile(char.IsAsciiDigit).Take(18);
        return long.TryParse(string.Concat(digits), CultureInfo.InvariantCulture, out var time) ? time : 0;
    }

    // CRC-32C, turned and shifted so that a checksum of bytes that hold checksums is a good one too.
    private static uint MaskedChecksum(ReadOnlySpan<byte> bytes)
    {
        var state = uint.MaxValue;
        foreach (var value in bytes)
        {
            state = BitOperations.Crc32C(state, value);
        }

        return BitOperations.RotateRight(~state, 15) + 0xA282EAD8;
    }
}
