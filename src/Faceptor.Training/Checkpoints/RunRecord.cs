using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text.Json.Serialization;
using Faceptor.Data.Datasets;
using Faceptor.Data.Loading;
using Faceptor.Models;
using Faceptor.Training.Recipes;
using static TorchSharp.torch;

namespace Faceptor.Training.Checkpoints;

/// <summary>
/// What <c>options.json</c> says: everything that decides a run's numbers, so that it can be repeated.
/// </summary>
/// <remarks>
/// Threads that prepare samples, and caches, are not in it: they change when a run ends, not what it learns. Threads
/// that compute are: they add up in another order.
/// </remarks>
internal sealed record RunRecord
{
    /// <summary>Version of this library that trained.</summary>
    public required string LibraryVersion { get; init; }

    /// <summary>Version of libtorch that computed.</summary>
    public required string TorchVersion { get; init; }

    /// <summary>The folder that holds the datasets; null when batches came from elsewhere.</summary>
    public string? DataRoot { get; init; }

    /// <summary>Weights that the run started from; null when it started from random ones.</summary>
    public string? InitialWeights { get; init; }

    /// <summary>The network; null when the trainer was given one without options.</summary>
    [JsonConverter(typeof(ModelOptionsConverter))]
    public FaceptorOptions? Model { get; init; }

    /// <summary>The layout that datasets were read in; null where each one's own was recognised.</summary>
    public DatasetLayout? Layout { get; init; }

    /// <summary>What was done about samples that cannot be read.</summary>
    public BadSamplePolicy BadSamples { get; init; }

    /// <summary>Samples of each training dataset, by task id: a run goes on with the same data only.</summary>
    public IReadOnlyDictionary<string, int> Samples
    {
        get => field ?? ImmutableDictionary<string, int>.Empty;
        init;
    }

    /// <summary>
    /// What the training datasets are, by task id, see <see cref="DatasetFingerprint"/>: other lists or images give
    /// another one.
    /// </summary>
    public IReadOnlyDictionary<string, string> Fingerprints
    {
        get => field ?? ImmutableDictionary<string, string>.Empty;
        init;
    }

    /// <summary>Threads that computed; null in records of versions that did not say.</summary>
    public int? NumThreads { get; init; }

    /// <summary>What the network ran on: <c>cpu</c>, <c>cuda:0</c>; null in records of versions that did not say.</summary>
    public string? Device { get; init; }

    /// <summary>
    /// The processor's vector instructions, which decide how sums are made; null in records of versions that did not
    /// say.
    /// </summary>
    public string? VectorInstructions { get; init; }

    /// <summary>The effective recipe, with the seed.</summary>
    [JsonConverter(typeof(TrainingOptionsConverter))]
    public required TrainingOptions Training { get; init; }

    internal static string CurrentLibraryVersion { get; } = typeof(RunRecord).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>A record of this library's run with some recipe.</summary>
    /// <param name="training">The effective recipe.</param>
    public static RunRecord Of(TrainingOptions training) => new()
    {
        LibraryVersion = CurrentLibraryVersion,
        TorchVersion = __version__,
        NumThreads = get_num_threads(),
        VectorInstructions = CurrentVectorInstructions,
        Training = training,
    };

    // As libtorch decides, also by its own variable.
    private static string CurrentVectorInstructions =>
        Environment.GetEnvironmentVariable("ATEN_CPU_CAPABILITY") is { Length: > 0 } chosen ? chosen
        : Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported ? "avx512"
        : Avx2.IsSupported && Fma.IsSupported ? "avx2"
        : RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
}
