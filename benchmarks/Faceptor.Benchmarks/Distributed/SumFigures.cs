using System.Diagnostics;
using System.Globalization;
using Faceptor.Distributed;
using static TorchSharp.torch;

namespace Faceptor.Benchmarks.Distributed;

/// <summary>
/// How fast two processes of this machine sum what a step's gradients would be, beside a copy of the same memory, which is
/// the least that such a sum could cost.
/// </summary>
internal static class SumFigures
{
    /// <summary>First argument of the whole table.</summary>
    public const string TableArgument = "--ranks";

    /// <summary>First argument of what mpirun starts.</summary>
    public const string CaseArgument = "--ranks-case";

    private const int NumNumbers = 25_000_000;
    private const int NumRounds = 9;

    private static readonly (string Name, string[] Options)[] Transports =
    [
        ("shared memory", ["--mca", "btl", "vader,self"]),
        ("TCP, loopback", ["--mca", "pml", "ob1", "--mca", "btl", "tcp,self"]),
    ];

    /// <summary>Measures all rows; needs mpirun of Open MPI.</summary>
    public static void PrintTable()
    {
        Console.WriteLine("| 100 MB of float32, two processes | median | rate |");
        Console.WriteLine("|---|---:|---:|");
        foreach (var (name, options) in Transports)
        {
            var start = new ProcessStartInfo("mpirun") { RedirectStandardOutput = true };
            string[] command =
            [
                "-n", "2", "--oversubscribe", "--bind-to", "none", .. options, "dotnet", typeof(SumFigures).Assembly.Location, CaseArgument,
                name,
            ];
            Array.ForEach(command, start.ArgumentList.Add);
            start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
            start.Environment["OMP_NUM_THREADS"] = "1";
            using var process = Process.Start(start)!;
            Console.Write(process.StandardOutput.ReadToEnd());
            process.WaitForExit();
        }
    }

    /// <summary>Measures as one of the ranks; the first prints.</summary>
    public static void PrintCase(string transport)
    {
        using var communicator = LaunchEnvironment.Read().Connect(CPU);
        using var numbers = ones(NumNumbers, dtype: ScalarType.Float32);
        using var copy = zeros(NumNumbers, dtype: ScalarType.Float32);
        using var few = zeros(1, dtype: ScalarType.Float32);
        Print("a copy of the memory, both at once", () => copy.copy_(numbers));
        Print($"sum over {transport}", () => communicator.Sum(numbers));
        Print($"sum of one number over {transport}", () => communicator.Sum(few), numBytes: 0);

        void Print(string name, Action run, long numBytes = 4L * NumNumbers)
        {
            var rounds = new List<double>();
            for (var round = 0; round <= NumRounds; round++)
            {
                communicator.Barrier();
                var clock = Stopwatch.GetTimestamp();
                run();
                rounds.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
            }

            // The first round warms up.
            var median = rounds.Skip(1).Order().ElementAt(NumRounds / 2);
            if (communicator.Rank == 0)
            {
                var rate = numBytes == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{numBytes / median / 1e6:0.00} GB/s");
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {median:0.000} ms | {rate} |"));
            }
        }
    }
}
