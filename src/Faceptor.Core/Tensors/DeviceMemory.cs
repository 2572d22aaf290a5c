using System.Text.RegularExpressions;

namespace Faceptor.Core.Tensors;

/// <summary>
/// Makes one line of what libtorch says, over many, when a device or the machine has no memory left for a tensor.
/// </summary>
internal static partial class DeviceMemory
{
    /// <summary>What to lower where a network answers.</summary>
    public const string ForPrediction = "give it fewer images or tasks at a time, or run it on another device.";

    /// <summary>What to lower where a network learns.</summary>
    public const string ForTraining =
        "raise portions, switch activationCheckpointing on, take precision bfloat16 or float16, or lower the "
        + "tasks' batch sizes.";

    /// <summary>Tells whether an error says that memory ran out.</summary>
    /// <param name="error">The error; those that it wraps are looked at too.</param>
    /// <param name="remedy">What to lower, the end of a sentence.</param>
    /// <returns>The error to throw instead, with this one inside; null when it is about something else.</returns>
    public static DeviceMemoryException? Explain(Exception error, string remedy)
    {
        ArgumentNullException.ThrowIfNull(error);
        for (var inner = error; inner is not null and not DeviceMemoryException; inner = inner.InnerException)
        {
            if (Read(inner.Message) is { } found)
            {
                return new DeviceMemoryException(found.Device, $"{found.Problem}; {remedy}", error);
            }
        }

        return null;
    }

    // libtorch's allocator of CUDA, its allocator of the processor's memory, and the libraries that allocate by themselves.
    private static (string Device, string Problem)? Read(string message)
    {
        if (message.Contains("CUDA out of memory", StringComparison.Ordinal))
        {
            var device = DeviceNumber().Match(message) is { Success: true } number
                ? $"CUDA device {number.Groups[1].Value}"
                : "the CUDA device";
            return (device, $"{Asked(message)}{(Capacity().Match(message) is { Success: true } sizes
                ? $", {sizes.Groups[2].Value} of {sizes.Groups[1].Value} are free"
                : string.Empty)}");
        }

        if (message.Contains("DefaultCPUAllocator", StringComparison.Ordinal))
        {
            return ("the machine", Bytes().Match(message) is { Success: true } bytes
                ? $"a tensor of {bytes.Groups[1].Value} bytes did not fit"
                : "a tensor did not fit");
        }

        return message.Contains("_STATUS_ALLOC_FAILED", StringComparison.Ordinal)
            || message.Contains("CUDA error: out of memory", StringComparison.Ordinal)
                ? ("the CUDA device", "a library of CUDA got no memory for its work")
                : null;
    }

    private static string Asked(string message) => Tried().Match(message) is { Success: true } tried
        ? $"a tensor of {tried.Groups[1].Value} did not fit"
        : "a tensor did not fit";

    [GeneratedRegex(@"Tried to allocate ([0-9.]+ [KMG]?i?B|[0-9.]+ bytes)")]
    private static partial Regex Tried();

    [GeneratedRegex(@"GPU (\d+) has")]
    private static partial Regex DeviceNumber();

    [GeneratedRegex(@"total capacity of ([0-9.]+ [KMG]?i?B) of which ([0-9.]+ (?:[KMG]?i?B|bytes)) is free")]
    private static partial Regex Capacity();

    [GeneratedRegex(@"allocate (\d+) bytes")]
    private static partial Regex Bytes();
}
