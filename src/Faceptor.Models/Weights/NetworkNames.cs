using System.Collections.Immutable;

namespace Faceptor.Models.Weights;

/// <summary>
/// Finds a network's tensors among all names of a file, whatever its program put around and before them: names that
/// every network of a source has tell the place and the prefix, which may be any.
/// </summary>
internal sealed record NetworkNames
{
    // Every network of the source has the first; the others find it where the first is missing, for the message.
    private static readonly string[] ReleasedAnchors =
    [
        "backbone_module.visual.class_embedding",
        "backbone_module.visual.conv1.weight",
        "heads_module.decoder.level_embed.weight",
    ];

    private static readonly string[] FarlAnchors = ["visual.class_embedding", "visual.conv1.weight"];
    private static readonly string[] ReleasedParts = ["backbone_module", "heads_module", "losses_module"];
    private static readonly string[] FarlParts = ["visual"];

    /// <summary>What the file is, by these names.</summary>
    public required WeightSource Source { get; init; }

    /// <summary>Where they were, and what was taken off.</summary>
    public required WeightLayout Layout { get; init; }

    /// <summary>The network's entries under the names that its source has for them, in the order of the file.</summary>
    public required IReadOnlyDictionary<string, FileEntry> Entries { get; init; }

    /// <summary>Tensors of the file that do not belong to the network.</summary>
    public ImmutableArray<IgnoredWeight> Others { get; init; } = [];

    /// <summary>Looks for a network; null when there is none of a known source.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="entries">All that is in it.</param>
    /// <exception cref="CheckpointException">There are several, or two tensors would have one name.</exception>
    public static NetworkNames? Find(string path, IReadOnlyList<FileEntry> entries)
    {
        var released = Candidates(entries, ReleasedAnchors);
        if (released.Length > 0)
        {
            var found = Select(path, entries, Choose(path, released), released, "module.", ReleasedParts);
            var names = found.Entries.Keys;
            var source = found.Entries.ContainsKey(ReleasedNames.Decoder + "new_level_embed.weight")
                ? WeightSource.ReleasedStage2
                : found.Entries.ContainsKey(ReleasedNames.Decoder + "level_embed.weight") ? WeightSource.Released
                : names.Any(name => name.StartsWith("module.heads_module.heads.", StringComparison.Ordinal))
                    ? WeightSource.ReleasedNaive
                : WeightSource.Unknown;
            if (source != WeightSource.Unknown)
            {
                return found with { Source = source };
            }
        }

        // An encoder alone: FaRL's own file, or a part of a released one.
        var towers = Candidates(entries, FarlAnchors);
        return towers.Length == 0
            ? null
            : Select(path, entries, Choose(path, towers), towers, string.Empty, FarlParts) with
            {
                Source = WeightSource.Farl,
            };
    }

    private static Candidate[] Candidates(IReadOnlyList<FileEntry> entries, string[] anchors) =>
    [
        .. entries
            .Select(entry => (Entry: entry, Anchor: AnchorOf(entry.Path, anchors)))
            .Where(pair => pair.Anchor is not null)
            .Select(pair => new Candidate(PrefixOf(pair.Entry.Path, pair.Anchor!), pair.Entry))
            .GroupBy(candidate => candidate.Prefix, StringComparer.Ordinal)
            .Select(group => group.First()),
    ];

    private static string? AnchorOf(string path, string[] anchors)
    {
        // Most names end otherwise; cleaning them all would take long in a file of many.
        foreach (var anchor in anchors)
        {
            var last = anchor[(anchor.LastIndexOf('.', anchor.LastIndexOf('.') - 1) + 1)..];
            if (path.EndsWith(last[(last.LastIndexOf('.') + 1)..], StringComparison.Ordinal))
            {
                var clean = WrapperNames.Clean(path);
                if (clean == anchor || clean.EndsWith($".{anchor}", StringComparison.Ordinal))
                {
                    return anchor;
                }
            }
        }

        return null;
    }

    private static string PrefixOf(string path, string anchor)
    {
        var first = anchor[..anchor.IndexOf('.', StringComparison.Ordinal)];
        return path.StartsWith($"{first}.", StringComparison.Ordinal)
            && path.LastIndexOf($".{first}.", StringComparison.Ordinal) < 0
                ? string.Empty
                : path[..(path.LastIndexOf($".{first}.", StringComparison.Ordinal) + 1)];
    }

    // A file may hold weights twice. PyTorch's usual entry goes first; averages over the training are another choice
    // than the weights themselves, and who wants them says so by saving them alone.
    private static Candidate Choose(string path, Candidate[] candidates)
    {
        var usual = Array.Find(candidates, candidate => candidate.Container == "state_dict.");
        Candidate[] plain = usual is not null
            ? [usual]
            : [.. candidates.Where(candidate => !WrapperNames.SaysAverage(candidate.Prefix))];
        return plain is [var only]
            ? only
            : candidates is [var single]
                ? single
                : throw new CheckpointException(
                    path,
                    $"the file holds a network {candidates.Length} times, behind "
                    + string.Join(" and ", candidates.Take(3).Select(one => $"'{MessageText.Quote(one.Prefix)}'")) + "; "
                    + "save the one that is meant alone, as safetensors or with torch.save.");
    }

    private static NetworkNames Select(
        string path,
        IReadOnlyList<FileEntry> entries,
        Candidate chosen,
        Candidate[] candidates,
        string canonicalPrefix,
        string[] parts)
    {
        var selected = new OrderedDictionary<string, FileEntry>(StringComparer.Ordinal);
        var others = ImmutableArray.CreateBuilder<IgnoredWeight>();
        var wrappers = new SortedSet<string>(StringComparer.Ordinal);
        string[] inner =
        [
            .. candidates.Select(candidate => candidate.Prefix)
                .Where(prefix => prefix.Length > chosen.Prefix.Length
                    && prefix.StartsWith(chosen.Prefix, StringComparison.Ordinal)),
        ];
        foreach (var entry in entries)
        {
            var isInside = entry.Path.StartsWith(chosen.Prefix, StringComparison.Ordinal)
                && !Array.Exists(inner, prefix => entry.Path.StartsWith(prefix, StringComparison.Ordinal));
            var rest = isInside ? WrapperNames.Clean(entry.Path[chosen.Prefix.Length..], wrappers) : string.Empty;
            if (isInside
                && (entry.Container.SequenceEqual(chosen.Anchor.Container) || parts.Contains(rest.Split('.')[0])))
            {
                if (!selected.TryAdd(canonicalPrefix + rest, entry))
                {
                    var first = selected[canonicalPrefix + rest].Path;
                    throw new CheckpointException(
                        path,
                        $"'{MessageText.Quote(entry.Path)}' and '{MessageText.Quote(first)}' would both be "
                        + $"'{MessageText.Quote(rest)}'; save the weights once, without wrappers.");
                }
            }
            else if (entry.Container.SequenceEqual(chosen.Anchor.Container))
            {
                others.Add(new IgnoredWeight(
                    entry.Path[chosen.Anchor.ContainerLength..],
                    $"not behind the network's '{MessageText.Quote(chosen.NamePrefix)}'"));
            }
        }

        return new NetworkNames
        {
            Source = WeightSource.Unknown,
            Entries = selected,
            Others = others.ToImmutable(),
            Layout = new WeightLayout
            {
                Container = chosen.Container.TrimEnd('.'),
                Prefix = chosen.NamePrefix,
                Wrappers = [.. wrappers],
                IsUsual = wrappers.Count == 0
                    && chosen.Container is "" or "state_dict."
                    && chosen.NamePrefix == canonicalPrefix,
            },
        };
    }

    /// <summary>A place where a network may be.</summary>
    /// <param name="Prefix">All that stands before its names.</param>
    /// <param name="Anchor">A tensor that told it.</param>
    private sealed record Candidate(string Prefix, FileEntry Anchor)
    {
        // Where mappings are nested like the network's parts, the way to the outermost of them.
        public string Container => Anchor.ContainerLength <= Prefix.Length ? Anchor.Container.ToString() : Prefix;

        public string NamePrefix => Prefix[Container.Length..];
    }
}
