using System.Collections;
using System.Runtime.CompilerServices;
using System.Text;
using Faceptor.Serialization.Pickles;

namespace Faceptor.Serialization.PyTorch;

/// <summary>
/// Writes the zip archive of <c>torch.save</c>: a pickle of protocol 2 and one aligned entry a tensor.
/// </summary>
internal sealed class PyTorchWriter
{
    private const string Folder = "archive";
    private const string FormatVersion = "3\n";

    private readonly List<ITensorMemory> _tensors = [];
    private readonly Dictionary<ITensorMemory, int> _keys = [];
    private readonly PickleWriter _pickle;
    private readonly Func<object, object> _adapt;

    private PyTorchWriter(PickleWriter pickle, Func<object, object> adapt)
    {
        _pickle = pickle;
        _adapt = adapt;
    }

    public static void Write(
        string path,
        object? root,
        IProgress<WorkProgress>? progress,
        Func<object, object> adapt,
        CancellationToken cancellationToken)
    {
        // The pickle is made first: values that cannot be written are found before a file is begun.
        using var buffer = new MemoryStream();
        List<ITensorMemory> tensors;
        using (var pickle = new PickleWriter(buffer, protocol: 2))
        {
            var writer = new PyTorchWriter(pickle, adapt);
            writer.WriteValue(root, "the root", 0);
            tensors = writer._tensors;
        }

        AtomicFile.Write(path, stream =>
        {
            var zip = new ZipWriter(stream);
            zip.Add($"{Folder}/data.pkl", buffer.ToArray());
            zip.Add($"{Folder}/byteorder", "little"u8);
            for (var key = 0; key < tensors.Count; key++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                WriteStorage(zip, stream, key, tensors[key]);
                progress?.Report(new WorkProgress(key + 1, tensors.Count));
            }

            zip.Add($"{Folder}/version", Encoding.ASCII.GetBytes(FormatVersion));
            zip.Finish();
        });
    }

    private static void WriteStorage(ZipWriter zip, Stream stream, int key, ITensorMemory tensor)
    {
        var crc = new Crc32();
        tensor.Visit(bytes => crc.Append(bytes));
        zip.Begin($"{Folder}/data/{key}", tensor.NumElements() * PyTorchTypes.SizeOf(tensor.Type), crc.Value);
        tensor.Visit(bytes => stream.Write(bytes));
    }

    private void WriteValue(object? value, string place, int depth)
    {
        switch (value is null ? null : _adapt(value))
        {
            case null:
                _pickle.None();
                break;
            case bool flag:
                _pickle.Boolean(flag);
                break;
            case int number:
                _pickle.Integer(number);
                break;
            case long number:
                _pickle.Integer(number);
                break;
            case float number:
                _pickle.Number(number);
                break;
            case double number:
                _pickle.Number(number);
                break;
            case string text:
                _pickle.Text(text);
                break;
            case ElementType type:
                _pickle.Global("torch", PyTorchTypes.DTypeOf(type));
                break;
            case ITensorMemory tensor:
                WriteTensor(tensor);
                break;
            case var container:
                WriteContainer(container, place, depth);
                break;
        }
    }

    private void WriteContainer(object container, string place, int depth)
    {
        if (depth == PickleTree.MaxDepth)
        {
            throw new ArgumentException($"{place}: containers are nested deeper than {PickleTree.MaxDepth}.");
        }

        switch (container)
        {
            case IDictionary mapping:
                WriteMapping(
                    mapping.Keys.Cast<object>().Zip(mapping.Values.Cast<object?>(), KeyValuePair.Create), place, depth);
                break;
            case IEnumerable<KeyValuePair<object, object?>> pairs:
                WriteMapping(pairs, place, depth);
                break;
            case ITuple tuple:
                WriteTuple(Enumerable.Range(0, tuple.Length).Select(index => tuple[index]), place, depth);
                break;
            case object?[] items when items.GetType() == typeof(object[]):
                WriteTuple(items, place, depth);
                break;
            case IList list:
                var position = 0;
                _pickle.List(
                    list.Cast<object?>(), item => WriteValue(item, $"{place}, item {position++}", depth + 1));
                break;
            default:
                throw new ArgumentException(
                    $"{place}: text, numbers, truth values, tensors, dtypes, dictionaries, lists and tuples are "
                    + $"written, got a {container.GetType()}.");
        }
    }

    private void WriteMapping(IEnumerable<KeyValuePair<object, object?>> pairs, string place, int depth) =>
        _pickle.Dictionary(pairs, pair =>
        {
            if (pair.Key is not (string or int or long))
            {
                throw new ArgumentException(
                    $"{place}: keys are text or whole numbers, got a {pair.Key.GetType()}.");
            }

            WriteValue(pair.Key, place, depth);
            WriteValue(pair.Value, $"'{pair.Key}'", depth + 1);
        });

    private void WriteTuple(IEnumerable<object?> items, string place, int depth) =>
        _pickle.Tuple(
            [.. items.Select<object?, Action>((item, index) =>
                () => WriteValue(item, $"{place}, item {index}", depth + 1))]);

    private void WriteTensor(ITensorMemory tensor)
    {
        var storage = PyTorchTypes.StorageOf(tensor.Type);
        if (!_keys.TryGetValue(tensor, out var key))
        {
            key = _tensors.Count;
            _keys.Add(tensor, key);
            _tensors.Add(tensor);
        }

        long[] shape = [.. tensor.Shape];
        _pickle.Call(
            "torch._utils",
            "_rebuild_tensor_v2",
            () => _pickle.PersistentId(() => _pickle.Tuple(
                () => _pickle.Text("storage"),
                () => _pickle.Global("torch", storage),
                () => _pickle.Text($"{key}"),
                () => _pickle.Text("cpu"),
                () => _pickle.Integer(tensor.NumElements()))),
            () => _pickle.Integer(0),
            () => WriteSizes(shape),
            () => WriteSizes(ContiguousStrides(shape)),
            () => _pickle.Boolean(false),
            () => _pickle.Call("collections", "OrderedDict"));
    }

    private void WriteSizes(long[] sizes) =>
        _pickle.Tuple([.. sizes.Select<long, Action>(size => () => _pickle.Integer(size))]);

    private static long[] ContiguousStrides(long[] shape)
    {
        var strides = new long[shape.Length];
        var step = 1L;
        for (var dimension = shape.Length - 1; dimension >= 0; dimension--)
        {
            strides[dimension] = step;
            step *= Math.Max(shape[dimension], 1);
        }

        return strides;
    }
}
