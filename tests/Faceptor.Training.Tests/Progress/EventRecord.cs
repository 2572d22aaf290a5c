using System.Buffers.Binary;

namespace Faceptor.Training.Tests.Progress;

/// <summary>
/// One event of a TensorBoard file, read by the format's description alone: no code is shared with the writer.
/// </summary>
/// <param name="Step">The step.</param>
/// <param name="WallTime">Seconds since 1970.</param>
/// <param name="FileVersion">The version of the format; null in all but a file's first event.</param>
/// <param name="SessionStatus">The session log's status; null without one.</param>
/// <param name="Scalars">Values by tag.</param>
/// <param name="Images">Encoded images by tag.</param>
internal sealed record EventRecord(
    long Step,
    double WallTime,
    string? FileVersion,
    long? SessionStatus,
    IReadOnlyDictionary<string, float> Scalars,
    IReadOnlyDictionary<string, (long Width, long Height, byte[] Encoded)> Images)
{
    /// <summary>Reads a file to its end; every checksum is held against a slow computation, bit by bit.</summary>
    public static IReadOnlyList<EventRecord> ReadFile(string path)
    {
        var events = new List<EventRecord>();
        ReadOnlySpan<byte> rest = File.ReadAllBytes(path);
        while (rest.Length > 0)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(rest);
            Assert.Equal(Masked(rest[..8]), BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]));
            var message = rest.Slice(12, length);
            Assert.Equal(Masked(message), BinaryPrimitives.ReadUInt32LittleEndian(rest[(12 + length)..]));
            events.Add(Parse(message));
            rest = rest[(16 + length)..];
        }

        return events;
    }

    /// <summary>All events of a folder, files in the order of their names, as TensorBoard takes them.</summary>
    public static IReadOnlyList<EventRecord> ReadFolder(string folder) =>
        [.. Directory.GetFiles(folder, "*tfevents*").Order(StringComparer.Ordinal).SelectMany(ReadFile)];

    /// <summary>The checksum of iSCSI (Castagnoli's polynomial), masked as records have it.</summary>
    public static uint Masked(ReadOnlySpan<byte> bytes)
    {
        var crc = Castagnoli(bytes);
        return ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
    }

    public static uint Castagnoli(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
            }
        }

        return ~crc;
    }

    // event.proto: 1 wall_time, 2 step, 3 file_version, 5 summary, 7 session_log.
    private static EventRecord Parse(ReadOnlySpan<byte> message)
    {
        var (step, time, version, status) = (0L, 0.0, (string?)null, (long?)null);
        var scalars = new Dictionary<string, float>();
        var images = new Dictionary<string, (long, long, byte[])>();
        foreach (var field in ProtobufField.ReadAll(message))
        {
            switch (field.Number)
            {
                case 1:
                    time = BitConverter.Int64BitsToDouble((long)field.Value);
                    break;
                case 2:
                    step = (long)field.Value;
                    break;
                case 3:
                    version = System.Text.Encoding.UTF8.GetString(field.Bytes);
                    break;
                case 5:
                    foreach (var value in ProtobufField.ReadAll(field.Bytes))
                    {
                        ParseValue(value.Bytes, scalars, images);
                    }

                    break;
                case 7:
                    status = (long)ProtobufField.ReadAll(field.Bytes).Single(part => part.Number == 1).Value;
                    break;
            }
        }

        return new EventRecord(step, time, version, status, scalars, images);
    }

    // summary.proto, Value: 1 tag, 2 simple_value, 4 image; Image: 1 height, 2 width, 4 encoded_image_string.
    private static void ParseValue(
        byte[] bytes, Dictionary<string, float> scalars, Dictionary<string, (long, long, byte[])> images)
    {
        var fields = ProtobufField.ReadAll(bytes).ToDictionary(field => field.Number);
        var tag = System.Text.Encoding.UTF8.GetString(fields[1].Bytes);
        if (fields.TryGetValue(2, out var scalar))
        {
            scalars.Add(tag, BitConverter.UInt32BitsToSingle((uint)scalar.Value));
        }

        if (fields.TryGetValue(4, out var image))
        {
            var parts = ProtobufField.ReadAll(image.Bytes).ToDictionary(field => field.Number);
            images.Add(tag, ((long)parts[2].Value, (long)parts[1].Value, parts[4].Bytes));
        }
    }
}
