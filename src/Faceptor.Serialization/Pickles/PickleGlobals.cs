using System.Collections.Immutable;
using System.Text;

namespace Faceptor.Serialization.Pickles;

/// <summary>
/// The names a pickle may use. Every other name is refused, so a file cannot reach code of its choice.
/// </summary>
/// <remarks>Immutable; <see cref="With"/> returns a larger set.</remarks>
internal sealed class PickleGlobals
{
    private readonly ImmutableDictionary<(string Module, string Name), PickleGlobal> _allowed;

    private PickleGlobals(
        ImmutableDictionary<(string Module, string Name), PickleGlobal> allowed, bool keepsUnknown = false)
    {
        _allowed = allowed;
        KeepsUnknown = keepsUnknown;
    }

    /// <summary>
    /// Whether a name outside the set is kept as a <see cref="PickledOpaque"/> instead of refusing the pickle, for
    /// readers that know what they need and leave the rest alone.
    /// </summary>
    internal bool KeepsUnknown { get; }

    /// <summary>
    /// Python's plain containers: <c>dict</c>, <c>list</c>, <c>set</c>, <c>frozenset</c>, <c>bytearray</c>,
    /// <c>OrderedDict</c>, and byte strings.
    /// </summary>
    public static PickleGlobals Containers { get; } = CreateContainers();

    /// <summary>
    /// <see cref="Containers"/>, numpy's arrays and numbers, and <c>EasyDict</c>: all that dataset files need.
    /// </summary>
    public static PickleGlobals Numpy { get; } = CreateNumpy();

    /// <summary>Allows one more name.</summary>
    /// <param name="module">For example <c>torch._utils</c>.</param>
    /// <param name="name">For example <c>_rebuild_tensor_v2</c>.</param>
    /// <param name="call">What a call of it stands for; null for a name that only occurs as an argument.</param>
    /// <returns>A set with this name added, or replaced.</returns>
    public PickleGlobals With(string module, string name, PickleFactory? call)
    {
        ArgumentException.ThrowIfNullOrEmpty(module);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new PickleGlobals(
            _allowed.SetItem((module, name), new PickleGlobal(module, name, call)), KeepsUnknown);
    }

    /// <summary>Allows one more name, which stands for a value.</summary>
    /// <param name="module">For example <c>torch</c>.</param>
    /// <param name="name">For example <c>float32</c>.</param>
    /// <param name="value">The value.</param>
    /// <returns>A set with this name added, or replaced.</returns>
    public PickleGlobals WithValue(string module, string name, object value)
    {
        ArgumentException.ThrowIfNullOrEmpty(module);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        return new PickleGlobals(
            _allowed.SetItem((module, name), new PickleGlobal(module, name, null) { Value = value }), KeepsUnknown);
    }

    /// <summary>The same names, with every other kept unknown.</summary>
    internal PickleGlobals KeepingUnknown() => new(_allowed, keepsUnknown: true);

    internal PickleGlobal? Find(string module, string name) => _allowed.GetValueOrDefault((module, name));

    private static PickleGlobals CreateContainers()
    {
        var globals = new PickleGlobals(ImmutableDictionary<(string, string), PickleGlobal>.Empty)
            .With("collections", "OrderedDict", NewMapping)
            .With("_codecs", "encode", EncodeLatin1);
        foreach (var module in (string[])["builtins", "__builtin__"])
        {
            globals = globals
                .With(module, "dict", NewMapping)
                .With(module, "list", NewList)
                .With(module, "set", NewList)
                .With(module, "frozenset", NewList)
                .With(module, "bytearray", NewByteArray);
        }

        return globals;
    }

    private static PickleGlobals CreateNumpy()
    {
        var globals = Containers
            .With("easydict", "EasyDict", NewMapping)
            .With("numpy", "ndarray", null)
            .With("numpy", "dtype", PickledDType.FromCall);
        foreach (var core in (string[])["numpy.core", "numpy._core"])
        {
            globals = globals
                .With($"{core}.multiarray", "_reconstruct", _ => new PickledArray())
                .With($"{core}.multiarray", "scalar", PickledArray.ScalarFromCall)
                .With($"{core}.numeric", "_frombuffer", PickledArray.FromBufferCall);
        }

        return globals;
    }

    internal static PickledDictionary NewMapping(IReadOnlyList<object?> arguments)
    {
        var mapping = new PickledDictionary();
        switch (arguments)
        {
            case []:
                break;
            case [PickledDictionary source]:
                foreach (var item in source)
                {
                    mapping[item.Key] = item.Value;
                }

                break;
            case [IReadOnlyList<object?> pairs]:
                foreach (var pair in pairs)
                {
                    if (pair is not IReadOnlyList<object?> { Count: 2 } items || items[0] is not { } key)
                    {
                        throw new FormatException("a mapping is made of (key, value) pairs, got something else.");
                    }

                    mapping[key] = items[1];
                }

                break;
            default:
                throw new FormatException($"a mapping takes no argument or one, got {arguments.Count}.");
        }

        return mapping;
    }

    private static List<object?> NewList(IReadOnlyList<object?> arguments) => arguments switch
    {
        [] => [],
        [IReadOnlyList<object?> items] => [.. items],
        _ => throw new FormatException("a list or set is made from nothing or from a sequence, got something else."),
    };

    private static byte[] NewByteArray(IReadOnlyList<object?> arguments) => arguments switch
    {
        [] => [],
        [byte[] bytes] => bytes,
        [string text, string] => Encoding.Latin1.GetBytes(text),
        _ => throw new FormatException("a byte array is made from bytes, got something else."),
    };

    // Python 3 writes bytes at protocol 2 and below as text with one character a byte.
    private static byte[] EncodeLatin1(IReadOnlyList<object?> arguments) => arguments switch
    {
        [string text, "latin1" or "latin-1"] => Encoding.Latin1.GetBytes(text),
        _ => throw new FormatException("only text in latin1 is turned to bytes, got something else."),
    };
}

/// <summary>A value that takes its content from a later BUILD instruction of the pickle.</summary>
internal interface IPickleState
{
    /// <summary>Takes the content.</summary>
    /// <param name="state">What the pickle passes to the value.</param>
    /// <exception cref="FormatException">The state does not fit; the message says why.</exception>
    void SetState(object? state);
}

/// <summary>
/// Makes the value that a pickle's call of an allowed global stands for. Never runs anything named by the file.
/// </summary>
/// <param name="arguments">The call's arguments, in order.</param>
/// <returns>The value, as described at <see cref="PickleReader"/>.</returns>
/// <exception cref="FormatException">The arguments do not fit; the message says why.</exception>
internal delegate object? PickleFactory(IReadOnlyList<object?> arguments);

/// <summary>An allowed name in a pickle: a class or function of the writing program.</summary>
/// <param name="Module">For example <c>collections</c>.</param>
/// <param name="Name">For example <c>OrderedDict</c>.</param>
/// <param name="Call">What a call of it stands for; null for a name that only occurs as an argument.</param>
internal sealed record PickleGlobal(string Module, string Name, PickleFactory? Call)
{
    /// <summary>The value that the name itself stands for; null when the name stands for itself.</summary>
    public object? Value { get; init; }

    /// <summary>Whether PyTorch defines it, whose tensors are needed as they are.</summary>
    internal bool IsTorch => Module == "torch" || Module.StartsWith("torch.", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => $"{Module}.{Name}";
}
