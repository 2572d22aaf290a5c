using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Faceptor.Fuzz;

/// <summary>Formats whose readers do what none may: they show that the supervisor would see it.</summary>
internal static class SelfTestFormats
{
    /// <summary>Each misbehaves in its own way on the mutants whose only byte is 3, and reads the others.</summary>
    public static IReadOnlyList<FuzzFormat> All { get; } =
    [
        Make("self-test-exception", () => throw new InvalidCastException("no typed error")),
        Make("self-test-crash", () => Environment.Exit(139)),
        Make("self-test-slow", Burn),
        Make("self-test-large", TouchMemory),
    ];

    private static FuzzFormat Make(string name, Action misbehave) => new(
        name,
        folder =>
        {
            var path = Path.Combine(folder, "number.bin");
            File.WriteAllBytes(path, [0]);
            return
            [
                new FuzzSeed(path, () =>
                {
                    if (File.ReadAllBytes(path)[0] == 3)
                    {
                        misbehave();
                    }
                }),
            ];
        },
        (_, random) => [(byte)random.Next(1, 6)]);

    private static void Burn()
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromMinutes(2);)
        {
        }
    }

    private static unsafe void TouchMemory()
    {
        const int Bytes = 300 << 20;
        var memory = NativeMemory.AllocZeroed(Bytes);
        new Span<byte>(memory, Bytes).Fill(1);
        NativeMemory.Free(memory);
    }
}
