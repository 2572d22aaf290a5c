using System.Reflection;
using System.Text.Json.Serialization;
using Faceptor.Models;
using Faceptor.Training.Recipes;
using static TorchSharp.torch;

namespace Faceptor.Training.Checkpoints;

/// <summary>
/// What <c>options.json</c> says: everything that decides a run's numbers, so that it can be repeated.
/// </summary>
/// <remarks>Threads and caches are not in it: they change when a run ends, not what it learns.</remarks>
public sealed record RunRecord
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

    /// <summary>The effective recipe, with the seed.</summary>
    public required TrainingOptions Training { get; init; }

    /// <summary>A record of this library's run with some recipe.</summary>
    /// <param name="training">The effective recipe.</param>
    public static RunRecord Of(TrainingOptions training) => new()
    {
        LibraryVersion = typeof(RunRecord).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        TorchVersion = __version__,
        Training = training,
    };
}
