using System.Collections.Immutable;
using Faceptor.Serialization;
using Faceptor.Serialization.Pickles;
using Faceptor.Serialization.PyTorch;
using static TorchSharp.torch;

namespace Faceptor.Models.Weights;

/// <summary>
/// A file of named tensors, of any format and source that this library reads, recognised by its content. Opening reads
/// names and shapes; tensors are read when asked for. Nothing in a file is run.
/// </summary>
internal sealed class WeightFile : IDisposable
{
    private const string StateDict = "state_dict";
    private const int MaxNamesShown = 2;

    private readonly SafeTensors? _safeTensors;
    private readonly PyTorchFile? _pyTorch;
    private readonly IReadOnlyDictionary<string, FileEntry> _entries;

    private WeightFile(SafeTensors file)
    {
        _safeTensors = file;
        Path = file.Path;
        Format = "safetensors";
        Metadata = file.Metadata;
        FileEntry[] all = [.. file.Names.Select(name => new FileEntry(name, 0, null, null))];
        var network = Metadata.ContainsKey(WeightMetadata.OptionsKey) ? null : NetworkNames.Find(Path, all);
        Source = SourceOf(network);
        Layout = network?.Layout ?? new WeightLayout();
        Others = network?.Others ?? [];
        _entries = network?.Entries ?? ByPath(all, string.Empty);
        Names = [.. _entries.Keys];
    }

    private WeightFile(PyTorchFile file)
    {
        _pyTorch = file;
        Path = file.Path;
        Format = file.IsLegacy ? "PyTorch stream (before 1.6)" : "PyTorch zip archive";
        var all = PyTorchTree.Read(file.Root);
        var place = file.Root is PickledDictionary mapping && mapping.TryGetValue(StateDict, out _)
            ? StateDict
            : string.Empty;
        var (values, parts) = PyTorchTree.Beside(file.Root, place, _ => place.Length == 0);
        var network = values.ContainsKey(WeightMetadata.OptionsKey) ? null : NetworkNames.Find(Path, all);
        if (network is not null)
        {
            place = network.Layout.Container;
            var heads = network.Entries.Values.Select(entry => HeadOf(entry.Path)).ToHashSet(StringComparer.Ordinal);
            (values, parts) = PyTorchTree.Beside(
                file.Root, place, name => place.Length == 0 && heads.Contains(HeadOf(name)));
        }

        Metadata = values;
        Source = SourceOf(network);
        Layout = network?.Layout ?? new WeightLayout();
        Others = [.. parts, .. network?.Others ?? []];
        OtherParts = [.. parts.Select(part => part.Name)];
        var found = network?.Entries ?? ByPath(all, place.Length > 0 ? $"{place}." : place);
        _entries = new OrderedDictionary<string, FileEntry>(
            found.Where(pair => pair.Value.Tensor is not null), StringComparer.Ordinal);
        Closed = found.Where(pair => pair.Value.Tensor is null)
            .ToImmutableDictionary(pair => pair.Key, pair => pair.Value.UnknownClass!);
        Names = [.. _entries.Keys];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The format, for people.</summary>
    public string Format { get; }

    /// <summary>What the file is.</summary>
    public WeightSource Source { get; }

    /// <summary>Names of the tensors, in the order of the file.</summary>
    /// <remarks>
    /// Of a file from elsewhere, the names that its source has for them, whatever stood before them in the file:
    /// <see cref="Layout"/> says what was taken off.
    /// </remarks>
    public IReadOnlyCollection<string> Names { get; }

    /// <summary>Where the tensors are in the file, and what its program put before their names.</summary>
    public WeightLayout Layout { get; }

    /// <summary>The file's own text entries; of a PyTorch file, plain values beside the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>
    /// Entries of a PyTorch file beside its state dict, for example <c>optimizer</c>; they are not read.
    /// </summary>
    public ImmutableArray<string> OtherParts { get; } = [];

    /// <summary>The same, and tensors that are not the network's, with reasons.</summary>
    internal ImmutableArray<IgnoredWeight> Others { get; }

    /// <summary>Objects of unknown classes where tensors should be: names and classes.</summary>
    internal ImmutableDictionary<string, string> Closed { get; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Opens a file and recognises it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">
    /// The file is missing, is neither safetensors nor a PyTorch file, is damaged, or asks for something that a reader
    /// of data must refuse.
    /// </exception>
    public static WeightFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (TensorFiles.FormatOf(path) == TensorFileFormat.SafeTensors)
        {
            return Make(SafeTensors.Open(path), file => new WeightFile(file), path);
        }

        return Make(PyTorchFile.Open(path), file => new WeightFile(file), path);
    }

    /// <summary>Opens a file of a known source.</summary>
    /// <exception cref="CheckpointException">As for <see cref="Open"/>, or the source is unknown.</exception>
    public static WeightFile OpenKnown(string path)
    {
        var file = Open(path);
        if (file.Source != WeightSource.Unknown)
        {
            return file;
        }

        using (file)
        {
            throw file.UnknownProblem();
        }
    }

    /// <summary>Shape of a tensor, without reading it.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public IReadOnlyList<long> ShapeOf(string name) =>
        _safeTensors?.ShapeOf(_entries[name].Path) ?? _entries[name].Tensor!.Shape;

    /// <summary>Element type of a tensor, without reading it.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public ElementType TypeOf(string name) =>
        _safeTensors?.TypeOf(_entries[name].Path) ?? _entries[name].Tensor!.Type;

    /// <summary>Reads a tensor to the CPU.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <returns>The tensor, owned by the caller.</returns>
    /// <exception cref="CheckpointException">The file has no such tensor, or cannot be read any more.</exception>
    public Tensor Read(string name)
    {
        if (!_entries.TryGetValue(name, out var entry))
        {
            throw new CheckpointException(Path, $"there is no tensor '{MessageText.Quote(name)}'.");
        }

        return _safeTensors?.Read(entry.Path) ?? _pyTorch!.Read(entry.Tensor!);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _safeTensors?.Dispose();
        _pyTorch?.Dispose();
    }

    /// <summary>What to say of a file that is no stage-2 checkpoint and should be one.</summary>
    internal CheckpointException NotStage2Problem(FaceTask task) => new(
        Path, $"expected a stage-2 checkpoint for {task}, the file is: {WeightSources.Describe(Source)}.");

    private static string HeadOf(string path) => path.Split('.', 2)[0];

    private static WeightFile Make<TFile>(TFile file, Func<TFile, WeightFile> make, string path)
        where TFile : IDisposable
    {
        try
        {
            return make(file);
        }
        catch (FormatException e)
        {
            file.Dispose();
            throw new CheckpointException(path, e.Message, e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private WeightSource SourceOf(NetworkNames? network) =>
        Metadata.ContainsKey(WeightMetadata.OptionsKey) ? WeightSource.Own : network?.Source ?? WeightSource.Unknown;

    private static OrderedDictionary<string, FileEntry> ByPath(IEnumerable<FileEntry> entries, string place)
    {
        var named = new OrderedDictionary<string, FileEntry>(StringComparer.Ordinal);
        foreach (var entry in entries.Where(entry => entry.Path.StartsWith(place, StringComparison.Ordinal)))
        {
            named[entry.Path[place.Length..]] = entry;
        }

        return named;
    }

    // A readable file that holds no network of a known source.
    private CheckpointException UnknownProblem()
    {
        if (Names.Contains("encoder.patch_embedding.weight"))
        {
            return new CheckpointException(
                Path,
                $"the names are those of Faceptor for .NET, but the file carries no model options "
                + $"('{WeightMetadata.OptionsKey}'); save the model again with Faceptor for .NET.");
        }

        if (Others.FirstOrDefault(part => part.Reason.StartsWith("of a class", StringComparison.Ordinal)) is
            { } closed && Names.Count == 0)
        {
            return new CheckpointException(
                Path,
                $"expected named tensors, got only an object of an unknown class, {MessageText.Quote(closed.Name)}; "
                + "nothing was run. Save the numbers alone: torch.save(model.state_dict(), path).");
        }

        string[] got = [.. Names.Take(MaxNamesShown).Select(name => $"'{MessageText.Quote(name)}'")];
        return new CheckpointException(
            Path,
            $"the {Format} of {Names.Count} tensors carries no model options and has no names of a released "
            + "Faceptor or FaRL file: expected any prefix and 'visual.conv1.weight', got "
            + $"{(got.Length == 0 ? "none" : string.Join(", ", got))}; look at it with: faceptor inspect.");
    }
}

/// <summary>A tensor of a file, or what stands where one might.</summary>
/// <param name="Path">The way to it: keys with dots between them.</param>
/// <param name="ContainerLength">Letters of the way to the mapping that holds it, its dot counted.</param>
/// <param name="Tensor">
/// The tensor in a PyTorch file; null in safetensors, and for an object of an unknown class.
/// </param>
/// <param name="UnknownClass">The class of an object that is no tensor; null for tensors.</param>
internal sealed record FileEntry(string Path, int ContainerLength, PickledTensor? Tensor, string? UnknownClass)
{
    /// <summary>The way to the mapping that holds it.</summary>
    public ReadOnlySpan<char> Container => Path.AsSpan(0, ContainerLength);
}
