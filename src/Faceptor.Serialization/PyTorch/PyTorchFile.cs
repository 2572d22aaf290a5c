using Faceptor.Serialization.Pickles;

namespace Faceptor.Serialization.PyTorch;

/// <summary>
/// A file that Python wrote with <c>torch.save</c>, read without running anything: zip archives and the stream from
/// before PyTorch 1.6, recognised by their content.
/// </summary>
/// <remarks>
/// Opening reads the object tree and checks it; numbers are read when a tensor is asked for, straight from its place in
/// the file, so an optimiser's state costs nothing while nobody asks. Names that tensors and plain values do not need
/// are kept as they are (<see cref="PickledOpaque"/>), refused as the saved object itself, and refused anywhere when
/// only a hostile file has them. Bounds: 64 MB of pickle, 64 dimensions, 100 containers inside each other; reading
/// every tensor of the tree once takes at most 4 times the file's size and 1 MB (views that repeat numbers can say
/// more). Several threads may read tensors at once.
/// </remarks>
internal sealed class PyTorchFile : IDisposable
{
    private const long MaxValues = 5_000_000;
    private const long MaxRepetition = 4;

    private readonly FileStream _stream;
    private readonly PyTorchContent _content;

    private PyTorchFile(string path, FileStream stream, PyTorchContent content)
    {
        Path = path;
        _stream = stream;
        _content = content;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>
    /// The saved object: null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>,
    /// <see cref="PickledDictionary"/>, lists, tuples and <c>torch.Size</c> as <see cref="IReadOnlyList{T}"/> of
    /// objects, <see cref="PickledTensor"/>, <see cref="ElementType"/> for dtypes, text for devices, objects of unknown
    /// classes as <see cref="PickledOpaque"/>, and the rarer values of <see cref="PickleReader"/>.
    /// </summary>
    /// <remarks>No container holds itself, and none is nested deeper than 100: it can be walked recursively.</remarks>
    public object? Root => _content.Root;

    /// <summary>Whether the file is a stream from before PyTorch 1.6, not a zip archive.</summary>
    public bool IsLegacy => _content.IsLegacy;

    /// <summary>Opens a file and reads its object tree.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">
    /// The file is missing, is no PyTorch file, is damaged, or asks for a name that is not allowed; nothing was run.
    /// </exception>
    public static PyTorchFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream? stream = null;
        try
        {
            stream = TensorFiles.Open(path, bufferSize: 0);
            var content = IsZip(stream) ? PyTorchArchive.Read(stream) : PyTorchLegacyStream.Read(stream);
            RequireKnown(content.Root);
            PickleTree.Require(
                content.Root,
                Math.Min(1_000_000 + content.PickleBytes, MaxValues),
                (1 << 20) + (MaxRepetition * stream.Length));
            return new PyTorchFile(path, stream, content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            stream?.Dispose();
            throw TensorFiles.Unreadable(path, e);
        }
        catch (Exception e) when (e is FormatException or PickleException)
        {
            stream?.Dispose();
            throw new CheckpointException(path, e.Message, e);
        }
        catch
        {
            stream?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes what <c>torch.load</c> reads: a zip archive of stored entries, each tensor at a multiple of 64 bytes. The
    /// final name appears only when the file is complete.
    /// </summary>
    /// <param name="path">The file to write.</param>
    /// <param name="root">
    /// Null, truth values, whole and floating-point numbers, text, <see cref="ElementType"/>,
    /// <see cref="ITensorMemory"/>; dictionaries with keys of text or whole numbers; <c>object[]</c> and C# tuples
    /// (tuples); other lists. Tensors are written one after the other without copies of the whole.
    /// </param>
    /// <remarks>
    /// Equal tensors (by <see cref="object.Equals(object)"/>) are written once and share their memory in Python; views
    /// of one memory through different objects do not. Equal content gives equal bytes.
    /// </remarks>
    /// <param name="progress">Told after each tensor, on the calling thread; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work before the next tensor; nothing is left behind.</param>
    /// <exception cref="ArgumentException">A value is of another kind; the message says where.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    /// <exception cref="IOException">
    /// The disk is full or the folder cannot be written; nothing is left under the final name.
    /// </exception>
    /// <param name="adapt">
    /// Turns values of a tensor library into what is named above; others it returns as they are. Null for none.
    /// </param>
    internal static void Write(
        string path,
        object? root,
        IProgress<WorkProgress>? progress = null,
        Func<object, object>? adapt = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        PyTorchWriter.Write(path, root, progress, adapt ?? (value => value), cancellationToken);
    }

    /// <summary>The tensors of a state dict, in the order of the file.</summary>
    /// <param name="keys">The way from <see cref="Root"/> to the state dict, for example <c>state_dict</c>; none for
    /// the root itself.</param>
    /// <returns>Names and tensors; nothing is read.</returns>
    /// <exception cref="CheckpointException">
    /// There is no such entry, or it is not a mapping from names to tensors only.
    /// </exception>
    public IReadOnlyDictionary<string, PickledTensor> Tensors(params ReadOnlySpan<string> keys)
    {
        var place = "the file";
        var value = Root;
        foreach (var key in keys)
        {
            value = MappingAt(place, value).TryGetValue(key, out var inner)
                ? inner
                : throw new CheckpointException(
                    Path, $"{place} has no entry '{key}'; there are {ListKeys(MappingAt(place, value))}.");
            place = $"'{key}'";
        }

        var tensors = new OrderedDictionary<string, PickledTensor>();
        foreach (var (key, item) in MappingAt(place, value))
        {
            if (key is not string name || item is not PickledTensor tensor)
            {
                throw new CheckpointException(
                    Path,
                    $"{place} was expected to hold named tensors only, entry '{MessageText.Quote($"{key}")}' "
                    + $"is {Describe(item)}.");
            }

            tensors.Add(name, tensor);
        }

        return tensors;
    }

    /// <summary>Reads the numbers that a tensor is a view of, from its first to its last element.</summary>
    /// <param name="tensor">A tensor of <see cref="Root"/> with at least one element.</param>
    /// <param name="target">Memory of its type for <see cref="PickledTensor.Span"/> elements.</param>
    /// <exception cref="CheckpointException">The file cannot be read any more.</exception>
    /// <exception cref="ArgumentException">The tensor belongs to another file.</exception>
    internal void Read(PickledTensor tensor, ITensorMemory target)
    {
        RequireOwn(tensor);
        try
        {
            TensorData.Read(
                target,
                _stream.SafeFileHandle,
                tensor.Storage.Begin + (tensor.Offset * PyTorchTypes.SizeOf(tensor.Type)));
        }
        catch (IOException e)
        {
            throw new CheckpointException(
                Path, $"storage '{MessageText.Quote(tensor.Storage.Key)}' cannot be read ({e.Message}).", e);
        }

        if (_content.IsBigEndian)
        {
            TensorData.ReverseEndianness(target);
        }
    }

    /// <summary>Refuses a tensor of another file.</summary>
    /// <exception cref="ArgumentException">The tensor belongs to another file.</exception>
    internal void RequireOwn(PickledTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!ReferenceEquals(_content.Storages.Find(tensor.Storage.Key), tensor.Storage))
        {
            throw new ArgumentException($"The tensor {tensor} belongs to another file than {Path}.", nameof(tensor));
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private static bool IsZip(FileStream stream)
    {
        Span<byte> head = stackalloc byte[4];
        return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length
            && head.SequenceEqual("PK\u0003\u0004"u8);
    }

    private static void RequireKnown(object? root)
    {
        if (root is PickledOpaque opaque)
        {
            throw new FormatException(
                $"the saved object asks for '{MessageText.Quote($"{opaque}")}', which is not among the allowed names; "
                + "nothing was run. Save the numbers alone: torch.save(model.state_dict(), path).");
        }
    }

    private PickledDictionary MappingAt(string place, object? value) =>
        value as PickledDictionary
        ?? throw new CheckpointException(Path, $"{place} was expected to be a mapping, it is {Describe(value)}.");

    private static string ListKeys(PickledDictionary mapping) => mapping.Count == 0
        ? "none"
        : string.Join(", ", mapping.Take(10).Select(item => $"'{MessageText.Quote($"{item.Key}")}'"))
            + (mapping.Count > 10 ? $" and {mapping.Count - 10} more" : string.Empty);

    private static string Describe(object? value) => value switch
    {
        null => "None",
        PickledTensor tensor => $"a tensor {tensor}",
        PickledDictionary mapping => $"a mapping of {mapping.Count}",
        IReadOnlyList<object?> list => $"a sequence of {list.Count}",
        string or bool or long or double => $"the value '{MessageText.Quote($"{value}")}'",
        PickledOpaque opaque => $"an object of '{MessageText.Quote($"{opaque}")}'",
        _ => $"a {value.GetType().Name}",
    };
}

/// <summary>What opening a PyTorch file finds.</summary>
/// <param name="Root">The object tree, as <see cref="PickleReader"/> gives it.</param>
/// <param name="PickleBytes">Length of the tree's pickle.</param>
/// <param name="Storages">Where the numbers are.</param>
/// <param name="IsBigEndian">Whether the storages' numbers stand from high byte to low.</param>
/// <param name="IsLegacy">Whether the file is a stream from before PyTorch 1.6.</param>
internal sealed record PyTorchContent(
    object? Root, long PickleBytes, PyTorchStorages Storages, bool IsBigEndian, bool IsLegacy);
