using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faceptor.Fuzz.Mutation;

/// <summary>
/// Damage inside a frame that stays whole: lengths and checksums fit again, so that readers get to what is inside.
/// </summary>
internal static class FramedMutation
{
    private const string OptionsEntry = "faceptor.options";
    private const int LengthBytes = 8;

    /// <summary>Changes words of a safetensors header and keeps its length true; sometimes plain bytes.</summary>
    public static byte[] SafeTensors(byte[] whole, Random random)
    {
        if (random.Next(3) == 0)
        {
            return ByteMutation.Apply(whole, random);
        }

        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(whole);
        var header = Encoding.UTF8.GetString(whole, LengthBytes, length);
        for (var change = ByteMutation.NumChanges(random); change > 0; change--)
        {
            header = random.Next(2) == 0 ? ChangeMetadata(header, random) : TextMutation.ChangeToken(header, random);
        }

        var bytes = Encoding.UTF8.GetBytes(header);
        var frame = new byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(frame, bytes.Length);
        return [.. frame, .. bytes, .. whole.AsSpan(LengthBytes + length)];
    }

    // Options and tasks are few words among many tensors, and texts within a text.
    private static string ChangeMetadata(string header, Random random)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(header);
            _ = root?["__metadata__"]; // names that stand twice show when one is asked for
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            return header; // the change before has broken it
        }

        if (root?["__metadata__"] is not JsonObject { Count: > 0 } metadata)
        {
            return TextMutation.ChangeToken(header, random);
        }

        // Options first: the other entries are descriptions.
        var name = metadata.ContainsKey(OptionsEntry) && random.Next(2) == 0
            ? OptionsEntry
            : metadata.ElementAt(random.Next(metadata.Count)).Key;
        metadata[name] = TextMutation.ChangeToken($"{metadata[name]}", random);
        return root.ToJsonString();
    }

    /// <summary>Changes the pickle of a PyTorch archive and packs it again; sometimes plain bytes.</summary>
    public static byte[] PyTorchArchive(byte[] whole, Random random)
    {
        if (random.Next(2) == 0)
        {
            return ByteMutation.Apply(whole, random);
        }

        using var result = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(whole)))
        using (var target = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in source.Entries)
            {
                using var from = entry.Open();
                using var content = new MemoryStream();
                from.CopyTo(content);
                var bytes = content.ToArray();
                using var to = target.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                to.Write(entry.Name == "data.pkl" ? ByteMutation.Apply(bytes, random) : bytes);
            }
        }

        return result.ToArray();
    }
}
