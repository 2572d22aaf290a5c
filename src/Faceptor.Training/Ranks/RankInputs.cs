using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Faceptor.Distributed;
using Faceptor.Models;
using Faceptor.Training.Checkpoints;
using Faceptor.Training.Progress;
using static TorchSharp.torch;

namespace Faceptor.Training.Ranks;

/// <summary>Makes sure that ranks begin with the same things: they would train on, each something else, and never tell.</summary>
internal static class RankInputs
{
    /// <summary>Compares what decides a run's numbers; waits for the other ranks.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="record">What this rank will train.</param>
    /// <param name="model">Its network, with the weights that it begins with.</param>
    /// <exception cref="DistributedException">A rank differs from the first one; the message says in what.</exception>
    public static void RequireSame(ICommunicator ranks, RunRecord record, IFaceModel model)
    {
        if (ranks.NumRanks == 1)
        {
            return;
        }

        (string What, string Hash)[] parts =
        [
            ("version of Faceptor or libtorch", Hash($"{record.LibraryVersion} {record.TorchVersion}")),
            ("recipe", Hash(JsonSerializer.Serialize(record.Training, TrainingJsonContext.Default.TrainingOptions))),
            ("data", Hash(string.Join('\n', record.Samples.Select(entry => $"{entry.Key} {entry.Value}")
                .Concat(record.Fingerprints.Select(entry => $"{entry.Key} {entry.Value}")).Order()))),
            ("weights to begin with", HashOf(model)),
            ("number of threads (the last bits depend on it)", Hash($"{record.NumThreads} {record.Device?.Split(':')[0]}")),
        ];
        var all = ranks.Gather(string.Join(' ', parts.Select(part => part.Hash)));
        for (var rank = 1; rank < all.Length; rank++)
        {
            var (own, first) = (all[rank].Split(' '), all[0].Split(' '));
            if (Enumerable.Range(0, parts.Length).FirstOrDefault(part => own[part] != first[part], -1) is >= 0 and var other)
            {
                throw new DistributedException(
                    $"rank {rank} of {ranks.NumRanks} has another {parts[other].What} than rank 0; start all ranks with the "
                    + "same command, program and files.");
            }
        }
    }

    /// <summary>The newest checkpoint that is whole, as the first rank finds it; waits for the other ranks.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="outputFolder">The run's folder, which all ranks see.</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="CheckpointException">All are damaged, or one cannot be read.</exception>
    public static TrainingCheckpoint? FindNewest(ICommunicator ranks, string outputFolder)
    {
        // Looking tidies up, so one rank looks.
        var found = ranks.Rank == 0 ? new CheckpointStore(outputFolder).FindNewest() : null;
        var folder = ranks.Tell(found?.Folder ?? string.Empty);
        return ranks.Rank == 0 || folder.Length == 0
            ? found
            : new TrainingCheckpoint(folder, CheckpointStore.ReadVerified(folder), []);
    }

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string HashOf(IFaceModel model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in model.Module.state_dict().OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            using var scope = NewDisposeScope();
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(value.detach().cpu().contiguous().bytes);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
