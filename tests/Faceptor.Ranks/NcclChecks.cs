using System.Runtime.Versioning;
using Faceptor.Distributed.Launching;
using Faceptor.Distributed.Nccl;
using static TorchSharp.torch;

namespace Faceptor.Ranks;

/// <summary>
/// Calls of NCCL against a stand-in, which takes every rank for one with the same numbers and the processor's memory for a
/// GPU's.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class NcclChecks
{
    /// <summary>Calls all members as one of several ranks.</summary>
    /// <returns>0; 1 with a line on the standard error output where a call failed.</returns>
    public static int Run()
    {
        using var scope = NewDisposeScope();
        var launch = LauncherNames.Read(new VariableReader(Environment.GetEnvironmentVariables()));
        try
        {
            Require(NcclLibrary.IsThere, "the stand-in is found");
            using var communicator = NcclCommunicator.Connect(launch, CPU);
            Check(communicator);
            Console.WriteLine($"{communicator.Description}; rank {communicator.Rank} of {communicator.NumRanks}");
            return 0;
        }
        catch (DistributedException error)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    private static void Check(NcclCommunicator communicator)
    {
        var numRanks = communicator.NumRanks;
        Sum<float>(tensor(new[] { 1.5f, -2 }));
        Sum<double>(tensor(new[] { 1.5, -2 }));
        Sum<long>(tensor(new[] { 1L << 40, -2 }));

        var half = tensor(new[] { 1.5f, -2 }).to(ScalarType.BFloat16);
        communicator.BeginSum(half).Wait();
        Require(half.to(ScalarType.Float32).data<float>().ToArray().SequenceEqual([1.5f * numRanks, -2 * numRanks]), "sum of bfloat16");

        var largest = tensor(new[] { 3L, 4 });
        communicator.Max(largest);
        Require(largest.data<long>().ToArray() is [3, 4], "largest");

        var all = zeros(2 * numRanks, dtype: ScalarType.Float32);
        communicator.AllGather(tensor(new[] { 1f, 2 }), all);
        Require(all.data<float>().ToArray().Chunk(2).All(part => part is [1, 2]), "numbers of all ranks");

        var own = zeros(1, dtype: ScalarType.Float32);
        communicator.ReduceScatter(arange(numRanks, dtype: ScalarType.Float32), own);
        Require(own.item<float>() == numRanks * communicator.Rank, "own part of the sum");

        communicator.Broadcast(own, 1);
        communicator.Barrier();
        Require(communicator.Activity.WaitsFor is null, "waits for nobody");

        void Sum<T>(Tensor numbers)
            where T : unmanaged, System.Numerics.INumber<T>
        {
            var expected = numbers.data<T>().ToArray().Select(number => number * T.CreateChecked(numRanks)).ToArray();
            communicator.Sum(numbers);
            Require(numbers.data<T>().ToArray().SequenceEqual(expected), $"sum of {typeof(T).Name}");
        }
    }

    private static void Require(bool isTrue, string what)
    {
        if (!isTrue)
        {
            throw new InvalidOperationException($"{what}: not as expected");
        }
    }
}
