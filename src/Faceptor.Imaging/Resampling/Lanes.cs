using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Faceptor.Imaging.Resampling;

/// <summary>The few vector steps that the portable vector types lack or compile to many instructions.</summary>
internal static class Lanes
{
    /// <summary>Four bytes as whole numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Load4(ref byte source)
    {
        var bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(ref source)).AsByte();
        return Sse41.IsSupported
            ? Sse41.ConvertToVector128Int32(bytes)
            : Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32();
    }

    /// <summary>Eight bytes as whole numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load8(ref byte source)
    {
        var bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref source)).AsByte();
        if (Avx2.IsSupported)
        {
            return Avx2.ConvertToVector256Int32(bytes);
        }

        var words = Vector128.WidenLower(bytes);
        return Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32();
    }

    /// <summary>Two neighbouring pixels of three bytes, as R0 R1 G0 G1 B0 B1 0 0; eight bytes are read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<short> LoadPair(ref byte pixel)
    {
        const byte Zero = 255; // an index beyond the vector gives 0
        var bytes = Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref pixel)).AsByte();
        return Vector128.ShuffleNative(bytes, Vector128.Create(
            (byte)0, Zero, 3, Zero, 1, Zero, 4, Zero, 2, Zero, 5, Zero, Zero, Zero, Zero, Zero)).AsInt16();
    }

    /// <summary><see cref="LoadPair"/> in both halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> LoadPairTwice(ref byte pixel)
    {
        if (!Avx2.IsSupported)
        {
            var pair = LoadPair(ref pixel);
            return Vector256.Create(pair, pair);
        }

        const byte Zero = 255;
        var bytes = Vector256.Create(Unsafe.ReadUnaligned<ulong>(ref pixel)).AsByte();
        return Avx2.Shuffle(bytes, Vector256.Create(
            (byte)0, Zero, 3, Zero, 1, Zero, 4, Zero, 2, Zero, 5, Zero, Zero, Zero, Zero, Zero,
            0, Zero, 3, Zero, 1, Zero, 4, Zero, 2, Zero, 5, Zero, Zero, Zero, Zero, Zero)).AsInt16();
    }

    /// <summary>Products of neighbouring 16-bit numbers, added in pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyAddPairs(Vector256<short> left, Vector256<short> right) => Avx2.IsSupported
        ? Avx2.MultiplyAddAdjacent(left, right)
        : Vector256.Create(
            MultiplyAddPairs(left.GetLower(), right.GetLower()), MultiplyAddPairs(left.GetUpper(), right.GetUpper()));

    /// <summary>Products of neighbouring 16-bit numbers, added in pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyAddPairs(Vector128<short> left, Vector128<short> right)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.MultiplyAddAdjacent(left, right);
        }

        var even = (left.AsInt32() << 16 >> 16) * (right.AsInt32() << 16 >> 16);
        return even + ((left.AsInt32() >> 16) * (right.AsInt32() >> 16));
    }

    /// <summary>Stores the low byte of eight whole numbers from 0 to 255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store8(Vector256<int> values, ref byte target)
    {
        var words = Vector128.Narrow(values.GetLower(), values.GetUpper()).AsUInt16();
        Unsafe.WriteUnaligned(ref target, Vector128.Narrow(words, words).AsUInt64().ToScalar());
    }
}
