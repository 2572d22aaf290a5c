using System.Buffers.Binary;
using System.Text;

namespace Faceptor.Core.Natives;

/// <summary>
/// Makes a native library of Linux bearable for an older C++ runtime: versions of symbols that it names and does not use
/// are marked as not needed.
/// </summary>
/// <remarks>
/// TorchSharp's library names version <c>GLIBCXX_3.4.32</c> of GCC 13's runtime for one symbol that no relocation uses; the
/// loader of Debian 12 and Ubuntu 22.04 refuses it for that name alone. The names and flags are ELF's (System V ABI,
/// GNU symbol versions); 64-bit little-endian only.
/// </remarks>
internal static class UnusedVersions
{
    private const int Relocations = 4; // SHT_RELA
    private const int NeededVersions = 0x6ffffffe; // SHT_GNU_verneed
    private const int SymbolVersions = 0x6fffffff; // SHT_GNU_versym
    private const ushort Weak = 2; // VER_FLG_WEAK

    /// <summary>Marks the versions of one library that no relocation uses as weak.</summary>
    /// <param name="elf">The whole file; changed in place.</param>
    /// <param name="library">Whose versions, for example <c>libstdc++.so.6</c>.</param>
    /// <returns>The names of the versions that were marked.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The file is damaged.</exception>
    public static IReadOnlyList<string> MarkWeak(Span<byte> elf, string library)
    {
        if (elf.Length < 64 || !elf.StartsWith("\u007fELF"u8) || elf[4] != 2 || elf[5] != 1)
        {
            return [];
        }

        var marked = new List<string>();
        var used = UsedVersions(elf);
        foreach (var section in Sections(elf, NeededVersions))
        {
            var linked = U64(elf, 0x28) + (U32(elf, section + 40) * U16(elf, 0x3A));
            var names = Contents(elf, linked).Offset;
            var need = Contents(elf, section).Offset;
            for (var last = false; !last;)
            {
                var next = U32(elf, need + 12);
                if (Name(elf, names + U32(elf, need + 4)) == library)
                {
                    var aux = need + U32(elf, need + 8);
                    for (var count = U16(elf, need + 2); count > 0; count--)
                    {
                        var flags = U16(elf, aux + 4);
                        if (!used.Contains(U16(elf, aux + 6)) && (flags & Weak) == 0)
                        {
                            BinaryPrimitives.WriteUInt16LittleEndian(elf[(aux + 4)..], (ushort)(flags | Weak));
                            marked.Add(Name(elf, names + U32(elf, aux + 8)));
                        }

                        aux += U32(elf, aux + 12);
                    }
                }

                last = next == 0;
                need += next;
            }
        }

        return marked;
    }

    // Numbers of the versions of all symbols that a relocation names.
    private static HashSet<ushort> UsedVersions(ReadOnlySpan<byte> elf)
    {
        var used = new HashSet<ushort>();
        foreach (var table in Sections(elf, SymbolVersions))
        {
            var versions = Contents(elf, table).Offset;
            foreach (var section in Sections(elf, Relocations))
            {
                var (offset, size) = Contents(elf, section);
                for (var at = offset; at < offset + size; at += 24)
                {
                    var symbol = U32(elf, at + 12);
                    used.Add((ushort)(U16(elf, versions + (2 * symbol)) & 0x7fff));
                }
            }
        }

        return used;
    }

    // Places of the headers of all sections of a kind.
    private static List<int> Sections(ReadOnlySpan<byte> elf, int kind)
    {
        var (table, size, count) = (U64(elf, 0x28), U16(elf, 0x3A), U16(elf, 0x3C));
        var found = new List<int>();
        for (var index = 0; index < count; index++)
        {
            if (U32(elf, table + (index * size) + 4) == kind)
            {
                found.Add(table + (index * size));
            }
        }

        return found;
    }

    private static (int Offset, int Size) Contents(ReadOnlySpan<byte> elf, int header) =>
        (U64(elf, header + 24), U64(elf, header + 32));

    private static string Name(ReadOnlySpan<byte> elf, int at)
    {
        var rest = elf[at..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private static int U64(ReadOnlySpan<byte> elf, int at) =>
        (int)ulong.Min(BinaryPrimitives.ReadUInt64LittleEndian(elf[at..]), int.MaxValue);

    private static int U32(ReadOnlySpan<byte> elf, int at) =>
        (int)uint.Min(BinaryPrimitives.ReadUInt32LittleEndian(elf[at..]), int.MaxValue);

    private static ushort U16(ReadOnlySpan<byte> elf, int at) => BinaryPrimitives.ReadUInt16LittleEndian(elf[at..]);
}
