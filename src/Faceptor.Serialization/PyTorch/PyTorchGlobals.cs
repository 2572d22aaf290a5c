using System.Numerics;
using Faceptor.Serialization.Pickles;

namespace Faceptor.Serialization.PyTorch;

/// <summary>
/// The names that a PyTorch file may use: numpy's and the plain containers', and what tensors, parameters, sizes,
/// dtypes and devices are made of. Of those that PyTorch's own reader of weights allows besides, quantised, sparse and
/// meta tensors are kept unknown, like every other name.
/// </summary>
internal static class PyTorchGlobals
{
    public static PickleGlobals Allowed { get; } = Create();

    private static PickleGlobals Create()
    {
        var globals = PickleGlobals.Numpy
            .With("torch", "Size", NewSize)
            .With("torch", "device", NewDevice)
            .With("torch._utils", "_rebuild_tensor", arguments => RebuildTensor(arguments, 4, 4))
            .With("torch._utils", "_rebuild_tensor_v2", arguments => RebuildTensor(arguments, 6, 7))
            .With("torch._utils", "_rebuild_tensor_v3", RebuildUntypedTensor)
            .With("torch._utils", "_rebuild_parameter", arguments => RebuildParameter(arguments, 3))
            .With("torch._utils", "_rebuild_parameter_with_state", arguments => RebuildParameter(arguments, 4))
            .With("torch._utils", "_rebuild_device_tensor_from_cpu_tensor", RebuildFromCpu)
            .With("torch._tensor", "_rebuild_from_type_v2", RebuildFromType)
            .With("torch.nn.parameter", "Parameter", NewParameter)
            .With("torch.nn.parameter", "Buffer", NewParameter)
            .With("torch", "Tensor", null)
            .With("torch.serialization", "_get_layout", arguments => arguments is [string layout]
                ? layout
                : throw new FormatException("a torch.layout takes a name, something else stands there."))
            .With("collections", "Counter", PickleGlobals.NewMapping)
            .With("collections", "defaultdict", NewDefaultMapping)
            .With("torch", PyTorchStorages.Untyped, null)
            .With("torch.storage", PyTorchStorages.Untyped, null);
        foreach (var module in (string[])["builtins", "__builtin__"])
        {
            globals = globals.With(module, "complex", NewComplex);
        }

        foreach (var name in (IEnumerable<string>)[.. PyTorchTypes.ByStorage.Keys, .. PyTorchTypes.ForeignStorages])
        {
            globals = globals.With("torch", name, null);
        }

        foreach (var (name, type) in PyTorchTypes.ByDType)
        {
            globals = globals.WithValue("torch", name, type);
        }

        // They may be mentioned; a tensor of such a type is refused.
        return PyTorchTypes.ForeignDTypes
            .Aggregate(globals, (all, name) => all.With("torch", name, null))
            .KeepingUnknown();
    }

    private static object?[] NewSize(IReadOnlyList<object?> arguments) => arguments switch
    {
        [] => [],
        [IReadOnlyList<object?> { Count: <= 64 } sizes] => [.. sizes],
        _ => throw new FormatException("a torch.Size is made from a sequence of sizes, got something else."),
    };

    private static string NewDevice(IReadOnlyList<object?> arguments) => arguments switch
    {
        [string device] => device,
        [string device, long index] => $"{device}:{index}",
        _ => throw new FormatException("a torch.device takes a name and an index, got something else."),
    };

    // (storage, offset, shape, strides[, requires_grad, hooks[, metadata]])
    private static PickledTensor RebuildTensor(IReadOnlyList<object?> arguments, int minCount, int maxCount)
    {
        if (arguments.Count < minCount
            || arguments.Count > maxCount
            || arguments[0] is not PickledStorage { Type: { } type } storage)
        {
            throw new FormatException(
                "a tensor takes (storage with a type, offset, shape, strides, ...), got something else.");
        }

        RequirePlain(arguments, 6);
        return PickledTensor.Create(
            storage, type, arguments[1], arguments[2], arguments[3], arguments.Count > 4 && arguments[4] is true);
    }

    // (storage, offset, shape, strides, requires_grad, hooks, dtype[, metadata])
    private static PickledTensor RebuildUntypedTensor(IReadOnlyList<object?> arguments)
    {
        if (arguments.Count is not (7 or 8) || arguments[0] is not PickledStorage storage)
        {
            throw new FormatException(
                "a tensor takes (storage, offset, shape, strides, requires_grad, hooks, dtype), got something else.");
        }

        if (arguments[6] is not ElementType type)
        {
            throw new FormatException(
                arguments[6] is PickleGlobal foreign
                    ? $"TorchSharp has no tensors of '{foreign}'; convert the tensor before it is saved."
                    : "a tensor's dtype was expected, got something else.");
        }

        RequirePlain(arguments, 7);
        return PickledTensor.Create(
            storage, type, arguments[1], arguments[2], arguments[3], arguments[4] is true);
    }

    // Metadata marks numbers that are still to be conjugated or negated.
    private static void RequirePlain(IReadOnlyList<object?> arguments, int metadataIndex)
    {
        if (arguments.Count > metadataIndex
            && arguments[metadataIndex] is PickledDictionary metadata
            && metadata.Any(item => item.Value is true))
        {
            throw new FormatException(
                "tensors that are still to be conjugated or negated are not read; resolve them before saving.");
        }
    }

    // (tensor, requires_grad, hooks[, attributes])
    private static PickledTensor RebuildParameter(IReadOnlyList<object?> arguments, int count) =>
        arguments.Count == count && arguments[0] is PickledTensor tensor && arguments[1] is bool requiresGrad
            ? tensor.WithRequiresGrad(requiresGrad)
            : throw new FormatException("a parameter takes (tensor, requires_grad, ...), got something else.");

    // ([tensor[, requires_grad]])
    private static PickledTensor NewParameter(IReadOnlyList<object?> arguments) => arguments switch
    {
        [PickledTensor tensor] => tensor.WithRequiresGrad(true),
        [PickledTensor tensor, bool requiresGrad] => tensor.WithRequiresGrad(requiresGrad),
        _ => throw new FormatException("a parameter takes (tensor, requires_grad), something else stands there."),
    };

    // (tensor, dtype, device, requires_grad)
    private static PickledTensor RebuildFromCpu(IReadOnlyList<object?> arguments) =>
        arguments is [PickledTensor tensor, ElementType type, _, bool requiresGrad] && type == tensor.Type
            ? tensor.WithRequiresGrad(requiresGrad)
            : throw new FormatException(
                "a tensor of another device takes (tensor, dtype, device, requires_grad), something else stands "
                + "there.");

    // (function, class of the tensor, its arguments, attributes): attributes do not change the numbers.
    private static object? RebuildFromType(IReadOnlyList<object?> arguments) =>
        arguments is [PickleGlobal { Module: "torch._utils", Call: { } rebuild }, PickleGlobal, object?[] values, _]
            ? values.FirstOrDefault(value => value is PickledOpaque) ?? rebuild(values)
            : throw new FormatException(
                "a tensor of a class of its own takes (function, class, arguments, state), something else stands "
                + "there.");

    // ([factory[, items]]): the factory makes what is not there, which nobody asks for.
    private static PickledDictionary NewDefaultMapping(IReadOnlyList<object?> arguments) =>
        PickleGlobals.NewMapping([.. arguments.Skip(1)]);

    private static object NewComplex(IReadOnlyList<object?> arguments)
    {
        static double ToDouble(object? value) => value switch
        {
            double number => number,
            long number => number,
            _ => throw new FormatException("a complex number takes two numbers, something else stands there."),
        };
        return arguments is [var real, var imaginary]
            ? new Complex(ToDouble(real), ToDouble(imaginary))
            : throw new FormatException($"a complex number takes two numbers, {arguments.Count} stand there.");
    }
}
